package io.github.tektoncourier.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents say is what there is: names, defaults and examples. */
class DocsTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void every_yaml_and_json_block_parses() throws IOException {
        for (Document document : Document.below("docs")) {
            for (Document.Block block : document.blocks("yaml")) {
                assertThatCode(() -> YAML.readTree(block.content()))
                        .as(block.where())
                        .doesNotThrowAnyException();
            }
            for (Document.Block block : document.blocks("json")) {
                assertThatCode(() -> JSON.readTree(block.content()))
                        .as(block.where())
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void every_kamelet_and_parameter_is_told_with_its_default() throws IOException {
        Document sinks = Document.read("docs/sinks.md");

        for (Path file : kamelets()) {
            JsonNode kamelet = YAML.readTree(file.toFile());
            String name = kamelet.at("/metadata/name").asText();
            assertThat(told(sinks.section("`" + name + "`"))).as(name).isEqualTo(parameters(kamelet));
        }
    }

    @Test
    void every_setting_is_told_with_its_default_and_no_other() throws IOException {
        Properties shipped = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of("src/main/resources/tekton-courier.properties"))) {
            shipped.load(in);
        }
        Map<String, String> ours = new TreeMap<>();
        shipped.stringPropertyNames().stream()
                .filter(key -> key.startsWith("courier."))
                .forEach(key -> ours.put(key, shipped.getProperty(key)));

        Map<String, String> told = told(Document.read("docs/operations.md").section("Settings"));
        told.keySet().removeIf(key -> !key.startsWith("courier."));

        assertThat(told).isEqualTo(ours);
    }

    @Test
    void the_statement_that_drops_repeats_does() throws Exception {
        String[] statements =
                Document.read("docs/events.md").blocks("sql").get(0).content().split(";", -1);
        try (Connection database = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            database.createStatement().execute(statements[0]);
            try (PreparedStatement insert = database.prepareStatement(statements[1])) {
                insert.setString(1, "/apis/tekton.dev/v1/namespaces/ci/taskruns/build-1");
                insert.setString(2, "4ccb4f01/queued");

                assertThat(insert.executeUpdate()).isOne();
                assertThat(insert.executeUpdate()).isZero();
            }
        }
    }

    private static List<Path> kamelets() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("kamelets"))) {
            return files.filter(f -> f.toString().endsWith(".kamelet.yaml"))
                    .sorted()
                    .toList();
        }
    }

    /** Parameter to default; {@code required} where it must be given. */
    private static Map<String, String> parameters(JsonNode kamelet) {
        Map<String, String> parameters = new TreeMap<>();
        JsonNode definition = kamelet.at("/spec/definition");
        Iterator<Map.Entry<String, JsonNode>> properties =
                definition.path("properties").fields();
        properties.forEachRemaining(
                p -> parameters.put(p.getKey(), p.getValue().path("default").asText("")));
        definition.path("required").forEach(name -> parameters.put(name.asText(), "required"));
        return parameters;
    }

    private static Map<String, String> told(String section) {
        Map<String, String> told = new TreeMap<>();
        Document.rows(section).stream()
                .filter(row -> !row.get(0).equals("parameter"))
                .forEach(row -> told.put(row.get(0), row.get(1)));
        return told;
    }
}
