package io.github.tektoncourier.bench.jmh;

import io.github.tektoncourier.run.RunKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures round by round, yardstick and work in turns, so that what else the machine does hits both; the ratio is taken
 * within a round, and the median round counts.
 */
public final class Ratios {

    private static final String YARDSTICK = "parse";
    private static final List<String> WORK = List.of("nothingNew", "threeMoments");

    private Ratios() {}

    /** {@code [rounds]}, 5 where it is not given. */
    public static void main(String[] args) throws RunnerException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        System.out.println(
                "| body | bytes | work | µs | parser µs | ratio (all rounds) | by the wall clock | bytes allocated |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (RunKind kind : List.of(RunKind.TASK_RUN, RunKind.PIPELINE_RUN)) {
            int bytes = (kind == RunKind.TASK_RUN ? Bodies.taskRun() : Bodies.pipelineRun()).length;
            List<Map<String, RunResult>> measured = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                measured.add(round(kind));
            }
            for (String work : WORK) {
                print(kind, bytes, work, measured);
            }
        }
    }

    private static Map<String, RunResult> round(RunKind kind) throws RunnerException {
        Options options = new OptionsBuilder()
                .include(FromBytesToEvents.class.getSimpleName() + "\\.")
                .param("kind", kind.name())
                .forks(1)
                .jvmArgs("-Xmx512m", "-XX:+UseSerialGC", "-XX:-BackgroundCompilation")
                .warmupIterations(5)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(4)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuTime.class)
                .verbosity(VerboseMode.SILENT)
                .build();
        Map<String, RunResult> results = new TreeMap<>();
        for (RunResult result : new Runner(options).run()) {
            String benchmark = result.getParams().getBenchmark();
            results.put(benchmark.substring(benchmark.lastIndexOf('.') + 1), result);
        }
        return results;
    }

    private static void print(RunKind kind, int bytes, String work, List<Map<String, RunResult>> measured) {
        List<Double> ratios = sorted(measured, round -> cpu(round.get(work)) / cpu(round.get(YARDSTICK)));
        String all =
                ratios.stream().map(r -> String.format(Locale.ROOT, "%.2f", r)).collect(Collectors.joining(" "));
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %s | %.1f | %.1f | **%.2f** (%s) | %.2f | %.0f |%n",
                kind.kind(),
                bytes,
                work,
                median(sorted(measured, round -> cpu(round.get(work)))),
                median(sorted(measured, round -> cpu(round.get(YARDSTICK)))),
                median(ratios),
                all,
                median(sorted(measured, round -> wall(round.get(work)) / wall(round.get(YARDSTICK)))),
                median(sorted(measured, round -> secondary(round.get(work), "gc.alloc.rate.norm"))));
    }

    private static List<Double> sorted(
            List<Map<String, RunResult>> measured, ToDoubleFunction<Map<String, RunResult>> figure) {
        return measured.stream().mapToDouble(figure).sorted().boxed().toList();
    }

    private static double wall(RunResult result) {
        return result.getPrimaryResult().getScore();
    }

    private static double cpu(RunResult result) {
        return secondary(result, CpuTime.NAME);
    }

    private static double secondary(RunResult result, String name) {
        return result.getSecondaryResults().entrySet().stream()
                .filter(secondary -> secondary.getKey().endsWith(name))
                .mapToDouble(secondary -> secondary.getValue().getScore())
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double median(List<Double> sorted) {
        return sorted.get(sorted.size() / 2);
    }
}
