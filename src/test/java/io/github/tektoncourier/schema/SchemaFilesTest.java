package io.github.tektoncourier.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.github.tektoncourier.run.RunKind;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The files in docs/schemas are those that the table of moments and the words for people give. */
class SchemaFilesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void the_committed_schemas_are_what_the_table_of_moments_gives() throws IOException {
        Committed.holds(Validation.FOLDER, SchemaFiles.all());
    }

    @Test
    void each_is_a_schema_of_2020_12_named_as_dataschema_says_and_in_need_of_no_other_file() throws IOException {
        JsonSchema meta = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        for (Map.Entry<String, String> file : SchemaFiles.all().entrySet()) {
            JsonNode schema = JSON.readTree(file.getValue());
            String name = file.getKey().replaceFirst("\\.json$", "").replace('/', ':');

            assertThat(Validation.problems(meta, schema)).as(file.getKey()).isEmpty();
            assertThat(schema.path("$id").asText()).isEqualTo("urn:io.github.tektoncourier:schema:" + name);
            assertThat(schema.findValuesAsText("$ref")).allMatch(ref -> ref.startsWith("#/$defs/"));
            assertThat(file.getValue()).as("a comma in an unquoted text").doesNotContain(": null");
            assertThat(schema.path("title").asText()).isNotBlank();
            assertThat(schema.path("description").asText()).isNotBlank();
        }
    }

    @Test
    void a_type_without_words_is_no_type() {
        EventType made = new EventType("io.github.tektoncourier.taskrun.daydreams.v1", RunKind.TASK_RUN, "daydreams");

        assertThatThrownBy(() -> DataSchemas.ours(made)).hasMessageContaining("moments.yaml");
    }

    @Test
    void no_words_are_left_of_a_type_that_is_gone() {
        Set<String> used = EventType.all().stream().map(EventType::name).collect(Collectors.toCollection(TreeSet::new));

        assertThat(Sources.read("moments.yaml").fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(used);
    }
}
