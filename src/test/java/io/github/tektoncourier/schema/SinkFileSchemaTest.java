package io.github.tektoncourier.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SinkFileSchemaTest {

    private static final YAMLMapper YAML = new YAMLMapper();

    @Test
    void the_committed_schema_is_what_camel_and_the_kamelets_give() throws IOException {
        Committed.is(SinkFileSchema.FILE, Pretty.text(SinkFileSchema.made()));
    }

    @Test
    void it_takes_the_good_files() throws IOException {
        JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(SinkFileSchema.made());
        List<String> wrong = new ArrayList<>();

        for (JsonNode file : good()) {
            Validation.problems(schema, file).forEach(problem -> wrong.add(problem + " in " + file));
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void it_shows_misspelt_steps_and_parameters_and_words() throws IOException {
        JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(SinkFileSchema.made());
        String good =
                """
                - route:
                    id: a
                    from:
                      uri: kamelet:tekton-events-source
                      parameters: { subscription: a, outcomes: failure }
                      steps:
                        - to: { uri: "kamelet:cloudevents-http-sink", parameters: { url: "{{a.url}}", contentMode: binary } }
                """;

        assertThat(Validation.problems(schema, YAML.readTree(good))).isEmpty();
        for (String wrong : List.of(
                good.replace("- to:", "- too:"),
                good.replace("outcomes:", "outcome:"),
                good.replace("subscription: a, ", ""),
                good.replace("contentMode: binary", "contentMode: binry"),
                good.replace("- to:", "- wireTap:"),
                good.replace("    id: a\n", ""))) {
            assertThat(Validation.problems(schema, YAML.readTree(wrong)))
                    .as(wrong)
                    .isNotEmpty();
        }
    }

    private static List<JsonNode> good() throws IOException {
        List<JsonNode> files = new ArrayList<>();
        String all = Files.readString(Path.of("src/test/resources/routes/good.txt"));
        for (String part : Pattern.compile("(?m)^=== .*\n").split(all)) {
            boolean aliases = part.contains(": &"); // which Jackson's trees do not have
            if (part.startsWith("- route:") && !aliases) {
                files.add(YAML.readTree(part.replace("to-type", "toType")));
            }
        }
        try (Stream<Path> examples = Stream.concat(
                Files.walk(Path.of("examples")), Files.list(Path.of("src/main/resources/routes/sinks")))) {
            for (Path path : examples.filter(one -> one.toString().endsWith(".camel.yaml"))
                    .toList()) {
                files.add(YAML.readTree(path.toFile()));
            }
        }
        return files;
    }
}
