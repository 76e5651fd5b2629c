package io.github.tektoncourier.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people write wrong is named at its line, and what is right is taken. */
class MistakesTest {

    private static final Pattern BEGIN = Pattern.compile("(?m)^=== (.*)\n");
    private static final String URL = "https://ci.example.com/in";
    private static final String SIGNING_SECRET = "whsec_dGVzdC10ZXN0LXRlc3QtdGVzdC10ZXN0LXRlc3Q=";
    private static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("a.url", URL),
            Map.entry("b.url", URL),
            Map.entry("a.token", "a-token-of-mine"),
            Map.entry("a.user", "bob"),
            Map.entry("a.password", "a-password"),
            Map.entry("a.key", "a-key-of-mine"),
            Map.entry("a.brokers", "localhost:9092"),
            Map.entry("camel.component.kamelet.location", "file:kamelets"));

    private static DefaultCamelContext context;

    /** A file with what is expected of it. */
    private record Row(String name, String expected, String content) {}

    @BeforeAll
    static void start() {
        context = new DefaultCamelContext();
        VALUES.forEach(context.getPropertiesComponent()::addOverrideProperty);
        context.getComponent("kamelet", KameletComponent.class).setLocation("file:kamelets");
        context.start();
    }

    @AfterAll
    static void stop() {
        context.stop();
    }

    @Test
    void each_mistake_is_named_at_its_line_and_no_other_is_made_up() throws IOException {
        List<Row> rows = rows("mistakes.txt");

        List<Candidate> candidates = check(
                rows.stream()
                        .map(row -> new RouteFile(row.name(), row.content()))
                        .toList(),
                VALUES);

        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            List<String> said =
                    candidates.get(i).problems().stream().map(Problem::toString).toList();
            String line = row.expected().replaceFirst("^(\\d+): (.*)", "$1");
            String text = row.expected().replaceFirst("^(\\d+): (.*)", "$2");
            boolean named =
                    said.stream().anyMatch(one -> one.startsWith(row.name() + ":" + line + ":") && one.contains(text));
            boolean error = candidates.get(i).sound() == text.startsWith("warning:");
            if (!named || !error || said.size() != 1) {
                wrong.add(row.name() + ": expected " + row.expected() + " and got " + said);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(rows).hasSizeGreaterThan(90);
    }

    @Test
    void good_files_are_taken() throws IOException {
        List<RouteFile> files = new ArrayList<>(SinkFiles.shipped());
        rows("good.txt").forEach(row -> files.add(new RouteFile(row.name(), row.content())));
        try (Stream<Path> examples = Files.walk(Path.of("examples"));
                Stream<Path> manifests = Files.walk(Path.of("deploy"))) {
            for (Path path : Stream.concat(examples, manifests)
                    .filter(path -> path.toString().endsWith(".camel.yaml"))
                    .toList()) {
                files.add(RouteFile.of(path));
            }
        }
        Map<String, String> values = new TreeMap<>(VALUES);
        files.forEach(file -> Pattern.compile("\\{\\{([a-z][A-Za-z.-]+)(?::[^}]*)?}}")
                .matcher(file.content())
                .results()
                .filter(found -> !found.group(1).startsWith("nowhere"))
                .forEach(found -> values.putIfAbsent(
                        found.group(1),
                        found.group(1).matches(".*(brokers|servers)")
                                ? "localhost:9092"
                                : found.group(1).endsWith("topic")
                                        ? "tekton-events"
                                        : found.group(1).endsWith("signing-secret") ? SIGNING_SECRET : URL)));

        List<Candidate> candidates = check(files, values);

        Map<String, List<Problem>> refused = new LinkedHashMap<>();
        candidates.stream()
                .filter(candidate -> !candidate.problems().isEmpty())
                .forEach(candidate -> refused.put(candidate.file().name(), candidate.problems()));
        assertThat(refused).isEmpty();
        assertThat(files).hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DEEP",
                "- &a [*a]",
                "- route: &a { id: a, from: *a }",
                "BOMB",
                "- ? [a, b]\n  : c\n",
                "",
                "- route:\n"
            })
    void a_file_that_is_no_sink_file_is_refused_in_no_time(String content) {
        String bomb = IntStream.range(0, 40)
                .mapToObj(i ->
                        "    x" + i + ": &x" + i + " [*x" + Math.max(0, i - 1) + ", *x" + Math.max(0, i - 1) + "]\n")
                .collect(Collectors.joining());
        String file = content.replace("DEEP", "[".repeat(20_000))
                .replace("BOMB", "- route:\n    y: &x0 [x]\n" + bomb.substring(bomb.indexOf('\n') + 1));

        List<Candidate> candidates = assertTimeoutPreemptively(
                Duration.ofSeconds(60), () -> check(List.of(new RouteFile("my.camel.yaml", file)), VALUES));

        assertThat(candidates.get(0).sound()).isFalse();
    }

    @Test
    void a_long_text_in_a_condition_is_no_deep_nesting() {
        String file =
                """
                - route:
                    id: long
                    from:
                      uri: kamelet:tekton-events-source
                      parameters: { subscription: long }
                      steps:
                        - filter:
                            jq: '.[].metadata.name == "LONG"'
                            steps: [ { to: "kamelet:cloudevents-http-sink?url={{a.url}}" } ]
                """
                        .replace("LONG", "a = \\\"b".repeat(5_000));

        List<Candidate> candidates = check(List.of(new RouteFile("long.camel.yaml", file)), VALUES);

        assertThat(candidates.get(0).problems()).isEmpty();
    }

    private static List<Candidate> check(List<RouteFile> files, Map<String, String> values) {
        values.forEach(context.getPropertiesComponent()::addOverrideProperty);
        return new SinkFiles(context, values).check(files);
    }

    private static List<Row> rows(String file) throws IOException {
        String all = Files.readString(Path.of("src/test/resources/routes/" + file));
        List<String> names =
                BEGIN.matcher(all).results().map(found -> found.group(1)).collect(Collectors.toList());
        List<String> bodies = List.of(BEGIN.split(all)).subList(1, names.size() + 1);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String body = bodies.get(i);
            boolean expects = body.startsWith("# expect: ");
            int end = body.indexOf('\n');
            rows.add(new Row(
                    names.get(i),
                    expects ? body.substring("# expect: ".length(), end) : "",
                    expects ? body.substring(end + 1) : body));
        }
        return rows;
    }
}
