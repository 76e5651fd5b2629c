package io.github.tektoncourier.bench;

import io.github.tektoncourier.demo.Arguments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The driver of {@code bench/run}: one or two builds and a bare POST loop take turns, round by round, in processes of their
 * own. The first round of each warms up and is not counted.
 */
public final class Throughput {

    private final Arguments arguments;
    private final Path work;
    private final List<CourierUnderLoad> builds = new ArrayList<>();
    private final ThroughputReport report;

    private Throughput(Arguments arguments, Path work) {
        this.arguments = arguments;
        this.work = work;
        this.report = new ThroughputReport(arguments);
    }

    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(
                args,
                Map.ofEntries(
                        Map.entry("build", "."),
                        Map.entry("against", ""),
                        Map.entry("rounds", "4"),
                        Map.entry("transitions", "20000"),
                        Map.entry("runs", "2000"),
                        Map.entry("bytes", "9000"),
                        Map.entry("sinks", "1"),
                        Map.entry("hanging", "0"),
                        Map.entry("results", "bench/results")));
        Path work = Files.createTempDirectory("courier-bench");
        try {
            new Throughput(arguments, work).run();
        } finally {
            delete(work);
        }
    }

    private void run() throws Exception {
        try {
            start("this", arguments.text("build"));
            if (!arguments.text("against").isEmpty()) {
                start("against", arguments.text("against"));
            }
            for (CourierUnderLoad build : builds) {
                report.idle(build.name(), build.use().threads());
            }
            for (int round = 1; round <= arguments.number("rounds"); round++) {
                round(round);
            }
            for (CourierUnderLoad build : builds) {
                build.check();
                report.peak(build.name(), build.use().peakMegabytes());
            }
            report.write(Path.of(arguments.text("results")));
        } finally {
            builds.forEach(CourierUnderLoad::close);
        }
    }

    private void start(String name, String build) throws Exception {
        Path folder = Path.of(build).toAbsolutePath().normalize();
        builds.add(CourierUnderLoad.start(name, folder, work.resolve(name), arguments));
    }

    private void round(int round) throws Exception {
        List<CourierUnderLoad> turns = new ArrayList<>(builds);
        if (round % 2 == 0) {
            Collections.reverse(turns); // what goes first has the quieter machine, or the colder one
        }
        for (CourierUnderLoad build : turns) {
            report.add(round, build.name(), build.round());
        }
        report.add(round, "POST loop", builds.get(0).postLoop());
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
