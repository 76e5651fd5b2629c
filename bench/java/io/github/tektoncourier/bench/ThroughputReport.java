package io.github.tektoncourier.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tektoncourier.demo.Arguments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Median, least and most of the counted rounds, as Markdown and as JSON. */
final class ThroughputReport {

    private final Arguments arguments;
    private final Map<String, List<Map<String, Double>>> rounds = new LinkedHashMap<>();
    private final Map<String, Integer> idle = new LinkedHashMap<>();
    private final Map<String, Long> peaks = new LinkedHashMap<>();

    ThroughputReport(Arguments arguments) {
        this.arguments = arguments;
    }

    void idle(String name, int threads) {
        idle.put(name, threads);
    }

    void peak(String name, long megabytes) {
        peaks.put(name, megabytes);
    }

    void add(int round, String name, Map<String, Double> figures) {
        boolean counts = round > 1 || arguments.number("rounds") == 1;
        System.out.printf(Locale.ROOT, "round %d, %s%s:", round, name, counts ? "" : " (warming up, not counted)");
        figures.forEach((figure, value) -> System.out.printf(Locale.ROOT, "  %s %.1f", figure, value));
        System.out.println();
        if (counts) {
            rounds.computeIfAbsent(name, any -> new ArrayList<>()).add(figures);
        }
    }

    /** Prints the table, and leaves it in the folder beside the figures of each round. */
    void write(Path folder) throws IOException {
        String table = table();
        System.out.println("\n" + table);
        Files.createDirectories(folder);
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String name = "run-" + now.toString().replace(":", "");
        Files.writeString(folder.resolve(name + ".md"), table);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("time", now.toString());
        all.put("processors", Runtime.getRuntime().availableProcessors());
        all.put("java", Runtime.version().toString());
        for (String setting : List.of("transitions", "runs", "bytes", "sinks", "hanging")) {
            all.put(setting, arguments.number(setting));
        }
        all.put("rounds", rounds);
        all.put("idleThreads", idle);
        all.put("peakMegabytes", peaks);
        Files.writeString(
                folder.resolve(name + ".json"),
                new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all));
        System.out.println("Written to " + folder.resolve(name) + ".md and .json");
    }

    private String table() {
        StringBuilder table = new StringBuilder("| median (least to most) |");
        rounds.keySet().forEach(name -> table.append(' ').append(name).append(" |"));
        boolean two = rounds.containsKey("against");
        table.append(two ? " this / against |" : "").append(" this / POST loop |\n|");
        table.append("---|".repeat(rounds.size() + (two ? 3 : 2))).append('\n');
        Set<String> figures = new LinkedHashSet<>();
        rounds.values().forEach(all -> all.forEach(round -> figures.addAll(round.keySet())));
        for (String figure : figures) {
            table.append("| ").append(figure).append(" |");
            rounds.keySet()
                    .forEach(
                            name -> table.append(' ').append(cell(name, figure)).append(" |"));
            table.append(two ? ratio(figure, "against") : "")
                    .append(ratio(figure, "POST loop"))
                    .append('\n');
        }
        peaks.forEach((name, megabytes) -> table.append("\nPeak RSS of ")
                .append(name)
                .append(": ")
                .append(megabytes)
                .append(" MB; threads before the load: ")
                .append(idle.get(name)));
        return table.append('\n').toString();
    }

    private String cell(String name, String figure) {
        List<Double> values = values(name, figure);
        return values.isEmpty()
                ? "–"
                : String.format(
                        Locale.ROOT,
                        "%.1f (%.1f to %.1f)",
                        median(values),
                        values.get(0),
                        values.get(values.size() - 1));
    }

    private String ratio(String figure, String other) {
        List<Double> own = values("this", figure);
        List<Double> others = values(other, figure);
        return own.isEmpty() || others.isEmpty()
                ? " – |"
                : String.format(Locale.ROOT, " %.3f |", median(own) / median(others));
    }

    private List<Double> values(String name, String figure) {
        return rounds.getOrDefault(name, List.of()).stream()
                .filter(round -> round.containsKey(figure))
                .map(round -> round.get(figure))
                .sorted()
                .toList();
    }

    private static double median(List<Double> sorted) {
        return sorted.get(sorted.size() / 2);
    }
}
