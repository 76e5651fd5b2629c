package io.github.tektoncourier.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** docs/kamelets.md as it is made of the Kamelets' files and of what src/test/resources/docs/kamelets.yaml adds. */
final class KameletPages {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .disable(YAMLGenerator.Feature.SPLIT_LINES));
    private static final String RUNS = "tekton-runs-source";

    private static final String HEAD =
            """
            # The Kamelets in flows of your own

            <!-- written by KameletPagesTest: mvn test -Dtest=KameletPagesTest -Dcourier.generate -->

            Each file of `kamelets/` works in any Camel context that has the jar `io.github.tektoncourier:tekton-courier` and what the file's
            `dependencies` name: camel-main, the Camel CLI, a Pipe. `examples/reuse` is a project of that kind. In the courier itself, flows are
            [sink files](sinks.md), which begin with `tekton-events-source`; all parameters are told there, too.

            - **camel-main**: the pom.xml of [examples/reuse](../examples/reuse/README.md): the jar, `camel-yaml-dsl` in the version of Camel that the jar
              brings, and what `dependencies` names beyond it (`tekton-runs-source`: the two of `io.fabric8`). Routes stand in `src/main/resources/camel/`.
            - **Camel CLI**: `camel run flow.camel.yaml --local-kamelet-dir=kamelets`, with a folder that has the files. `camel export` wants
              to know more: `camel export flow.camel.yaml --runtime=camel-main --gav=org.example:app:1 --kamelets-version=4.18.0 --local-kamelet-dir=kamelets`.
            - **A failing step** fails the flow: no Kamelet retries or swallows an error. Behind `tekton-runs-source` the flow gets the event again.
            - **Two flows from one source.** Camel takes one consumer for each address. Where two routes begin with the same Kamelet and the same
              parameters, give the second a name that no route has: `kamelet:tekton-runs-source/second-source`.
            - **Secrets** are masked in what Camel shows of a Kamelet's parameters. What is given as `camel.component.kamelet.template-properties[…]` is shown
              before any Kamelet is there: set `camel.main.additional-sensitive-keywords=url,webhookUrl,bearerToken`.
            - **Addresses with `?` and `&`.** In a flow Camel takes what stands behind `&` for another parameter: write `RAW(…)` around the address, or
              percent-encode it as a whole. In a Pipe it stands as it is.
            - **Addresses from runs** (`urlFrom`, `slotType: url`) lead to the public internet only. `courier.egress.allow` and `.deny` among the settings of the
              application widen and narrow that; [durable-reuse.md](durable-reuse.md) says how to bind other rules.
            - **Percent signs.** A Pipe brings each value percent-encoded, so values that are encoded as a whole are decoded. A token that has that form by
              itself, such as `ab%2Bc`, must be encoded once more.
            - **Placeholders in a Pipe** are not filled in by Camel before 4.22. Leave the parameter out, and set it as a property of the application:
              `camel.kamelet.tekton-slack-sink.webhook-url={{env:SLACK_WEBHOOK_URL}}`.
            """;

    private final Map<String, JsonNode> kamelets = new LinkedHashMap<>();
    private final JsonNode more;

    KameletPages() throws IOException {
        more = YAML.readTree(Path.of("src/test/resources/docs/kamelets.yaml").toFile());
        try (Stream<Path> files = Files.list(Path.of("kamelets"))) {
            for (Path file : files.sorted().toList()) {
                JsonNode kamelet = YAML.readTree(file.toFile());
                kamelets.put(kamelet.at("/metadata/name").asText(), kamelet);
            }
        }
    }

    String text() throws IOException {
        StringBuilder text = new StringBuilder(HEAD);
        for (Map.Entry<String, JsonNode> kamelet : kamelets.entrySet()) {
            text.append('\n').append(page(kamelet.getKey(), kamelet.getValue().path("spec")));
        }
        return text.toString();
    }

    private String page(String name, JsonNode spec) throws IOException {
        return "## `" + name + "`\n\n" + spec.at("/definition/description").asText() + "\n\n"
                + "| parameter | default | meaning |\n|---|---|---|\n" + parameters(spec.path("definition"))
                + "\nA flow:\n\n```yaml\n" + YAML.writeValueAsString(flow(name)) + "```\n"
                + "\nA Pipe:\n\n```yaml\n" + YAML.writeValueAsString(pipe(name)) + "```\n"
                + side("In", spec.at("/dataTypes/in")) + side("Out", spec.at("/dataTypes/out"))
                + "\n**Rights.** " + more.at("/" + name + "/rights").asText() + "\n";
    }

    private static String parameters(JsonNode definition) {
        return definition.path("properties").properties().stream()
                .map(property -> "| `" + property.getKey() + "` | " + unset(definition, property.getKey()) + " | "
                        + property.getValue().path("description").asText().replace("|", "\\|") + " |\n")
                .collect(Collectors.joining());
    }

    private static String unset(JsonNode definition, String name) {
        for (JsonNode required : definition.path("required")) {
            if (required.asText().equals(name)) {
                return "required";
            }
        }
        String value = definition.at("/properties/" + name + "/default").asText();
        return value.isEmpty() ? "" : "`" + value + "`";
    }

    /** A route with the Kamelet in its place. */
    private Object flow(String name) {
        Map<String, Object> from = new LinkedHashMap<>(call(name.endsWith("-source") ? name : RUNS));
        from.put(
                "steps",
                name.endsWith("-sink")
                        ? List.of(Map.of("to", call(name)))
                        : name.endsWith("-action")
                                ? List.of(Map.of("to", call(name)), Map.of("to", call("cloudevents-http-sink")))
                                : List.of(Map.of("to", call("cloudevents-http-sink"))));
        return List.of(Map.of("route", ordered("id", name + "-flow", "from", from)));
    }

    private Map<String, Object> call(String name) {
        Map<String, Object> values = new LinkedHashMap<>();
        more.at("/" + name + "/values")
                .properties()
                .forEach(value ->
                        values.put(value.getKey(), inFlow(value.getValue().asText())));
        return ordered("uri", "kamelet:" + name, "parameters", values);
    }

    private static String inFlow(String value) {
        return value.contains("&") ? "RAW(" + value + ")" : value;
    }

    private Object pipe(String name) {
        Map<String, Object> spec = ordered("source", reference(name.endsWith("-source") ? name : RUNS));
        if (name.endsWith("-action")) {
            spec.put("steps", List.of(reference(name)));
        }
        spec.put("sink", reference(name.endsWith("-sink") ? name : "cloudevents-http-sink"));
        return ordered(
                "apiVersion",
                "camel.apache.org/v1",
                "kind",
                "Pipe",
                "metadata",
                Map.of("name", name + "-pipe"),
                "spec",
                spec);
    }

    private Map<String, Object> reference(String name) {
        return ordered(
                "ref", ordered("kind", "Kamelet", "apiVersion", "camel.apache.org/v1", "name", name),
                "properties", more.at("/" + name + "/values"));
    }

    private static String side(String title, @Nullable JsonNode side) {
        if (side == null || side.isMissingNode()) {
            return "";
        }
        JsonNode type = side.path("types").path(side.path("default").asText());
        return "\n**" + title + ".** " + type.path("description").asText() + "\n\n| header | |\n|---|---|\n"
                + side.path("headers").properties().stream()
                        .map(header -> "| `" + header.getKey() + "` | "
                                + header.getValue().path("description").asText()
                                + (header.getValue().path("required").asBoolean() ? " Needed." : "") + " |\n")
                        .collect(Collectors.joining());
    }

    private static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
