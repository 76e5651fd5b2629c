package io.github.tektoncourier.steady;

import io.github.tektoncourier.e2e.CourierProcess;
import io.github.tektoncourier.e2e.Runs;
import io.github.tektoncourier.e2e.Workplace;
import io.github.tektoncourier.kube.KubeApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prints a row for each rate and build: {@code --rates 20,100 --seconds 120 --warm 30 --against FOLDER}. A build is a
 * folder with the launcher {@code courier}; two builds run in turns, beside the same API server.
 */
public final class SteadyLoad {

    private static final String HEAD =
            "| build | changes/s | events | CPU ms/event | start, CPU ms/event | p50 ms | p99 ms"
                    + " | RSS MB | switches/s |\n|---|---|---|---|---|---|---|---|---|";

    private final KubeApiServer cluster;
    private final Runs runs;
    private final Duration seconds;
    private final Duration warm;

    private SteadyLoad(KubeApiServer cluster, Runs runs, Duration seconds, Duration warm) {
        this.cluster = cluster;
        this.runs = runs;
        this.seconds = seconds;
        this.warm = warm;
    }

    public static void main(String[] args) throws Exception {
        Duration seconds = Duration.ofSeconds(Long.parseLong(option(args, "--seconds", "120")));
        Duration warm = Duration.ofSeconds(Long.parseLong(option(args, "--warm", "30")));
        List<Path> builds = new ArrayList<>(List.of(Path.of(option(args, "--build", "."))));
        String against = option(args, "--against", "");
        if (!against.isEmpty()) {
            builds.add(Path.of(against));
        }
        try (KubeApiServer cluster = KubeApiServer.start()) {
            cluster.allow("courier", "tekton.dev", "taskruns", "pipelineruns", "customruns");
            cluster.allow("courier", "", "events");
            try (Runs runs = new Runs(Files.readString(cluster.kubeconfig("admin")))) {
                SteadyLoad load = new SteadyLoad(cluster, runs, seconds, warm);
                System.out.println(HEAD);
                for (String rate : option(args, "--rates", "20,100").split(",")) {
                    for (Path build : builds) {
                        System.out.println(load.row(build, Integer.parseInt(rate)));
                    }
                }
            }
        }
    }

    private static String option(String[] args, String name, String otherwise) {
        int at = Arrays.asList(args).indexOf(name);
        return at >= 0 && at + 1 < args.length ? args[at + 1] : otherwise;
    }

    private String row(Path build, int rate) throws Exception {
        Path folder = Files.createTempDirectory("steady");
        try (ArrivalSink sink = new ArrivalSink();
                Workplace workplace = new Workplace(folder);
                SteadyTraffic traffic =
                        new SteadyTraffic(cluster, runs, "s" + Long.toString(System.nanoTime(), Character.MAX_RADIX))) {
            workplace
                    .kubeconfig(Files.readString(cluster.kubeconfig("courier")))
                    .httpSink("steady", sink.url());
            CourierProcess courier = workplace.shell(
                    build.toAbsolutePath().normalize() + "/courier run --sinks " + folder.resolve("sinks"));
            while (!courier.said().contains("Watching ")) {
                Thread.sleep(100);
            }
            return measured(build, rate, courier, sink, traffic);
        }
    }

    private String measured(Path build, int rate, CourierProcess courier, ArrivalSink sink, SteadyTraffic traffic)
            throws InterruptedException, IOException {
        traffic.start(rate);
        Thread.sleep(warm.toMillis());
        ProcessFigures from = ProcessFigures.of(courier.pid());
        int before = sink.count();
        long begun = System.nanoTime();
        Thread.sleep(seconds.minus(warm).toMillis());
        ProcessFigures to = ProcessFigures.of(courier.pid());
        int events = sink.count() - before;
        double lasted = (System.nanoTime() - begun) / 1e9;
        traffic.stop();
        List<Long> delays = delays(traffic.ended(), sink.arrived(), begun);
        return "| %s | %d | %d | %.2f | %.2f | %s | %s | %d | %.0f |"
                .formatted(
                        build,
                        rate,
                        events,
                        (to.cpuMicros() - from.cpuMicros()) / 1000.0 / events,
                        from.cpuMicros() / 1000.0 / Math.max(1, before),
                        at(delays, 0.50),
                        at(delays, 0.99),
                        to.megabytes(),
                        (to.switches() - from.switches()) / lasted);
    }

    /** Of the ends of runs that were written after the start, in microseconds, sorted. */
    private static List<Long> delays(Map<String, Long> written, Map<String, Long> arrived, long since) {
        List<Long> delays = new ArrayList<>();
        written.forEach((moment, at) -> {
            @Nullable Long came = arrived.get(moment);
            if (came != null && at > since) {
                delays.add((came - at) / 1_000);
            }
        });
        Collections.sort(delays);
        return delays;
    }

    private static String at(List<Long> sorted, double quantile) {
        if (sorted.isEmpty()) {
            return "none";
        }
        return "%.1f"
                .formatted(sorted.get((int) Math.min(sorted.size() - 1L, (long) (sorted.size() * quantile))) / 1000.0);
    }
}
