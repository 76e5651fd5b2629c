package io.github.tektoncourier.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.cli.Courier;
import io.github.tektoncourier.enrich.Enrichment;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Totals;
import io.github.tektoncourier.journal.history.Figures;
import io.github.tektoncourier.ops.ApiMeters;
import io.github.tektoncourier.ops.ApiServerMeters;
import io.github.tektoncourier.ops.BooksMeters;
import io.github.tektoncourier.ops.CollectMeters;
import io.github.tektoncourier.ops.FigureMeters;
import io.github.tektoncourier.ops.SinkMeters;
import io.github.tektoncourier.ops.WatchMeters;
import io.github.tektoncourier.run.InMemoryKnown;
import io.github.tektoncourier.watch.api.RequestCounts;
import io.github.tektoncourier.watch.reflect.WatchState;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

/** What docs/operations.md tells an operator is what the program says. */
class OperationsTest {

    private static final Document OPERATIONS = Document.read("docs/operations.md");
    private static final Pattern METRIC = Pattern.compile("(?m)^(courier_[a-z_]+)");

    @Test
    void every_metric_is_told_and_no_other() {
        Books books = new Books("audit", "up", 0, 0, 0, 0, 0, 0, 0, null, "", null);
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

        BooksMeters.Reading reading =
                new BooksMeters.Reading(List.of(books), List.of(), new Totals(0, 0, 0, 0, 0, false, ""));
        registry.getPrometheusRegistry().register(new BooksMeters(() -> reading, Clock.systemUTC()));
        Enrichment enrichment = new Enrichment(new InMemoryKnown(), "", Clock.systemUTC(), time -> false);
        CollectMeters.bind(registry, enrichment);
        SinkMeters.bind(registry, enrichment, sinks -> 0, sinks -> 0);
        registry.getPrometheusRegistry().register(new FigureMeters(OperationsTest::figures));
        registry.getPrometheusRegistry()
                .register(new ApiServerMeters(() -> Map.of(new RequestCounts.Request("list", "2xx"), 1L)));
        new ApiMeters(registry).accept("runs", 200);
        WatchState watch = new WatchState(
                "taskruns", WatchState.Phase.WATCHING, Instant.EPOCH, null, null, "", false, true, 0, 0, 0, 0, 0);
        WatchMeters keptToo = WatchMeters.bind(registry, () -> List.of(watch), Clock.systemUTC());
        Set<String> metrics = METRIC.matcher(registry.scrape())
                .results()
                .map(m -> m.group(1).replaceFirst("_seconds_(bucket|count|sum)$", "_seconds"))
                .collect(Collectors.toCollection(TreeSet::new));
        Reference.reachabilityFence(enrichment);
        Reference.reachabilityFence(keptToo);

        assertThat(firstCells("Metrics").filter(cell -> cell.matches("courier_[a-z_]+")))
                .containsExactlyInAnyOrderElementsOf(metrics);
    }

    private static Figures figures() {
        Map<String, Map<String, Long>> counts = Map.of("audit", Map.of("types", 1L));
        Figures.Delays delays = new Figures.Delays(List.of(1.0), List.of(2L, 3L), 9);
        return new Figures(counts, Map.of("audit", 1L), counts, Map.of("audit", delays), delays, delays);
    }

    @Test
    void every_exit_code_is_told_and_no_other() {
        String[] codes = Courier.class.getAnnotation(Command.class).exitCodeList();

        assertThat(Document.rows(OPERATIONS.section("Exit codes")).stream()
                        .filter(row -> row.get(0).matches("\\d"))
                        .map(row -> row.get(0) + ":" + row.get(1)))
                .containsExactly(codes);
    }

    @Test
    void every_message_is_one_that_the_program_can_say() throws IOException {
        String said = sources();

        List<String> pieces = firstCells("Messages and what to do")
                .flatMap(message -> Stream.of(message.split("…", -1)))
                .filter(piece -> piece.length() > 3 && !piece.equals("message"))
                .toList();

        assertThat(pieces).isNotEmpty().allSatisfy(piece -> assertThat(said.contains(piece))
                .as("somewhere in the code: " + piece)
                .isTrue());
    }

    private static Stream<String> firstCells(String heading) {
        return Document.rows(OPERATIONS.section(heading)).stream().map(row -> row.get(0));
    }

    /** All code, with texts that are written in several parts put together. */
    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                all.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", ""));
            }
        }
        return all.toString();
    }
}
