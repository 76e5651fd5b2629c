package io.github.tektoncourier.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** Each wrong value of each parameter of the Kamelets is named in its line, wherever it comes from. */
class WrongValuesTest {

    private static final String SOURCE = "tekton-events-source";
    private static final Pattern LONG = Pattern.compile("LONG\\((\\d+)\\)");

    private static final Map<String, String> VALUES = Map.of(
            "a.url",
            "https://ci.example.com/in",
            "a.token",
            "a-token-of-mine",
            "a.password",
            "a-password",
            "camel.component.kamelet.location",
            "file:kamelets");

    /** A line of the table. */
    private record Row(String kamelet, String parameter, String value, String expected) {

        /** A file in which the last parameter of a call is this one. */
        String file(String written) {
            StringBuilder file = new StringBuilder("- route:\n    id: a\n    from:\n");
            file.append("      uri: kamelet:" + SOURCE + "\n      parameters:\n");
            if (!parameter.equals("subscription")) {
                file.append("        subscription: a\n");
            }
            if (kamelet.equals(SOURCE)) {
                file.append("        " + parameter + ": \"" + written + "\"\n");
            }
            file.append("      steps:\n");
            if (!kamelet.equals(SOURCE)) {
                file.append("        - to:\n            uri: kamelet:" + kamelet + "\n            parameters:\n");
                needed().forEach((name, value) -> file.append("              " + name + ": '" + value + "'\n"));
                file.append("              " + parameter + ": \"" + written + "\"\n");
            }
            return file + "        - to: { uri: 'https://ci.example.com', parameters: { httpMethod: POST } }\n";
        }

        private Map<String, String> needed() {
            Map<String, String> needed = new TreeMap<>();
            switch (kamelet) {
                case "cloudevents-http-sink", "http-json-sink" -> {
                    needed.put("url", "{{a.url}}");
                    if (parameter.equals("username")) {
                        needed.put("password", "{{a.password}}");
                    } else if (parameter.equals("password")) {
                        needed.put("username", "bob");
                    }
                }
                case "cloudevents-kafka-sink" -> {
                    needed.put("bootstrapServers", "localhost:9092");
                    needed.put("topic", "tekton-events");
                }
                case "tekton-slack-sink" -> {
                    if (!parameter.equals("webhookUrl")) {
                        needed.put("token", "{{a.token}}");
                        needed.put("channel", "ci");
                    }
                }
                case "tekton-format-action" -> needed.put("format", "cdevents");
                default -> {}
            }
            needed.remove(parameter);
            return needed;
        }

        int line(String file) {
            return file.substring(0, file.indexOf(" " + parameter + ": \"")).split("\n", -1).length;
        }
    }

    @Test
    void each_is_named_in_its_line() throws IOException {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getComponent("kamelet", KameletComponent.class).setLocation("file:kamelets");
            List<Row> rows = rows();
            Map<String, String> values = new HashMap<>(VALUES);
            List<RouteFile> files = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                Row row = rows.get(i);
                values.put("v.n" + i, new YAMLMapper().readValue('"' + row.value() + '"', String.class));
                files.add(new RouteFile("written-" + i, row.file(row.value())));
                files.add(new RouteFile("brought-" + i, row.file("{{v.n" + i + "}}")));
            }
            values.forEach(context.getPropertiesComponent()::addOverrideProperty);
            context.start();

            List<Candidate> checked = new SinkFiles(context, values).check(files);

            List<String> wrong = new ArrayList<>();
            for (int i = 0; i < checked.size(); i++) {
                Row row = rows.get(i / 2);
                String said = wrong(row, checked.get(i), files.get(i).content());
                if (!said.isEmpty()) {
                    wrong.add(row + " " + files.get(i).name() + ": " + said);
                }
            }
            assertThat(wrong).isEmpty();
        }
    }

    /** Each parameter that takes text of any kind is in the table. */
    @Test
    void no_parameter_of_a_kamelet_is_left_out() throws IOException {
        List<String> tried = rows().stream()
                .map(row -> row.kamelet() + " " + row.parameter())
                .distinct()
                .toList();
        List<String> all = new ArrayList<>();
        try (Stream<Path> kamelets = Files.list(Path.of("kamelets"))) {
            for (Path kamelet : kamelets.toList()) {
                String name = kamelet.getFileName().toString().replace(".kamelet.yaml", "");
                new YAMLMapper()
                        .readTree(kamelet.toFile())
                        .at("/spec/definition/properties")
                        .fieldNames()
                        .forEachRemaining(parameter -> all.add(name + " " + parameter));
            }
        }

        all.removeIf(parameter -> parameter.startsWith("tekton-runs-source ")); // no sink file may begin with it
        all.removeIf(parameter -> parameter.endsWith("-sink urlFrom")
                || parameter.endsWith("-sink topicFrom")
                || parameter.endsWith("-sink channelFrom")); // names of variables: mistakes.txt has those

        assertThat(tried).containsExactlyInAnyOrderElementsOf(all);
    }

    private static String wrong(Row row, Candidate candidate, String file) {
        List<Problem> problems =
                candidate.problems().stream().filter(Problem::error).toList();
        if (row.expected().equals("fine")) {
            return problems.isEmpty() ? "" : problems.toString();
        }
        boolean named = problems.size() == 1
                && problems.get(0).line() == row.line(file)
                && problems.get(0).what().contains(row.expected());
        return named ? "" : "line " + row.line(file) + ", got " + problems;
    }

    private static List<Row> rows() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/routes/wrong-values.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> LONG.matcher(line)
                        .replaceAll(found -> "x".repeat(Integer.parseInt(found.group(1))))
                        .split(" *\\| ?", -1))
                .flatMap(parts -> Stream.of(parts[0].split(","))
                        .map(kamelet -> new Row(kamelet, parts[1], parts[2].stripTrailing(), parts[3])))
                .toList();
    }
}
