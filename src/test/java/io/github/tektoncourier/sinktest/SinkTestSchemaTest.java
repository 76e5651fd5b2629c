package io.github.tektoncourier.sinktest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.github.tektoncourier.schema.Committed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SinkTestSchemaTest {

    private static final Path FILE = Path.of("docs/schemas/sink-test.schema.json");
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(SinkTestSchema.made());

    @Test
    void the_published_schema_is_that_of_the_keys_that_the_reader_knows() throws IOException {
        Committed.is(
                FILE,
                new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(SinkTestSchema.made()) + "\n");
    }

    @Test
    void the_test_of_every_example_is_good_for_it() throws IOException {
        List<Path> tests;
        try (Stream<Path> all = Files.walk(Path.of("examples"))) {
            tests = all.filter(path -> path.toString().endsWith(".test.yaml")).toList();
        }

        assertThat(tests).isNotEmpty();
        for (Path test : tests) {
            assertThat(SCHEMA.validate(new YAMLMapper().readTree(test.toFile())))
                    .as(test.toString())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tets: []",
                "tests: []",
                "tests: [ { name: a, run: {} } ]",
                "tests: [ { name: a, expect: nothing } ]",
                "tests: [ { name: a, run: {}, file: x, expect: nothing } ]",
                "tests: [ { name: a, run: {}, expect: none } ]",
                "tests: [ { name: a, run: {}, expect: [ { heders: {} } ] } ]",
                "tests: [ { name: a, recording: no, expect: nothing } ]",
                "tests: [ { name: a, run: {}, expect: [ { headers: { a: { match: x } } } ] } ]"
            })
    void a_mistake_of_the_reader_is_one_of_the_schema(String file) throws IOException {
        JsonNode read = new YAMLMapper().readTree(file);

        assertThat(SCHEMA.validate(read)).isNotEmpty();
    }
}
