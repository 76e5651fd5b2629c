package io.github.tektoncourier.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What annotations, hostile ones too, give a slot. */
class SlotReaderTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final AddressRule ADDRESSES =
            address -> address.contains("refused.") ? Optional.of("not allowed") : Optional.empty();

    static Stream<Arguments> cases() throws IOException {
        JsonNode cases = new YAMLMapper().readTree(SlotReaderTest.class.getResourceAsStream("/slot/values.yaml"));
        return StreamSupport.stream(cases.spliterator(), false)
                .map(each -> Arguments.of(each.get("name").asText(), each));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void annotations_give_the_values_that_the_table_says(String name, JsonNode given) throws IOException {
        SlotReader reader = new SlotReader(slot(given.path("slot")), namespace -> annotations(given.path("namespace")));

        SlotReading reading = reader.read("team-a", run(given));

        if (given.has("count")) {
            assertThat(reading.values()).hasSize(given.get("count").asInt());
        } else {
            assertThat(reading.values()).isEqualTo(JSON.convertValue(given.get("values"), java.util.List.class));
        }
        assertThat(reading.refused()).hasSize(given.path("refused").size());
        for (int n = 0; n < reading.refused().size(); n++) {
            assertThat(reading.refused().get(n).toString())
                    .contains(given.path("refused").get(n).asText())
                    .doesNotContain("secret");
        }
        assertThat(reading.early()).isEqualTo(given.path("early").asBoolean());
        assertThat(reading.lacking()).contains(given.path("lacking").asText());
        assertThat(reading.lacking().isEmpty()).isEqualTo(!given.has("lacking"));
    }

    @Test
    void a_namespace_that_cannot_be_read_makes_the_values_unknown() {
        Slot slot = slot(JSON.valueToTree(Map.of("slot", "channel", "pattern", ".*", "defaultValue", "#ci")));
        SlotReader reader = new SlotReader(slot, namespace -> {
            throw new NamespaceUnreadableException("no answer");
        });

        SlotReading reading = reader.read("team-a", null);

        assertThat(reading.values()).isEmpty();
        assertThat(reading.unavailable()).isEqualTo("no answer");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{pattern: x}                                          | need slot",
                "{slot: Channel, pattern: x}                           | is no name for a slot",
                "{slot: a/b, pattern: x}                               | is no name for a slot",
                "{slot: a}                                             | has none: run authors could fill in anything",
                "{slot: a, pattern: x, type: url}                      | has 2",
                "{slot: a, pattern: '['}                               | slotPattern is no regular expression",
                "{slot: a, type: uri}                                  | url is the only one",
                "{slot: a, pattern: x, from: 'run,namespaces'}         | Did you mean namespace?",
                "{slot: a, pattern: x, from: 'run,run'}                | names one twice",
                "{slot: a, pattern: x, required: maybe}                | is neither true nor false",
                "{slot: a, pattern: x, required: 'true', defaultValue: x} | exclude each other",
                "{slot: a, pattern: x, defaultValue: y}                | a value that the slot refuses",
            })
    void a_wrong_parameter_is_refused_by_its_name(String parameters, String message) throws IOException {
        JsonNode wrong = new YAMLMapper().readTree(parameters);

        assertThatThrownBy(() -> slot(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static Slot slot(JsonNode given) {
        return Slot.of(
                        new Slot.Parameters(
                                given.path("slot").asText(),
                                given.path("from").asText(),
                                given.path("pattern").asText(),
                                given.path("options").asText(),
                                given.path("type").asText(),
                                given.path("defaultValue").asText(),
                                given.path("required").asText()),
                        ADDRESSES)
                .orElseThrow();
    }

    private static Map<String, String> annotations(JsonNode given) {
        Map<String, String> annotations = new HashMap<>();
        given.fields()
                .forEachRemaining(field -> annotations.put(
                        Slot.PREFIX + field.getKey(),
                        switch (field.getValue().asText()) {
                            case "%LONG%" -> "x".repeat(257);
                            case "%MANY%" ->
                                IntStream.range(0, 512).mapToObj(n -> "#" + n).collect(Collectors.joining(","));
                            default -> field.getValue().asText();
                        }));
        return annotations;
    }

    /** As the cluster stores it; half a surrogate pair comes as an escape. */
    private static Run run(JsonNode given) throws IOException {
        ObjectNode run = JSON.createObjectNode();
        ObjectNode metadata = run.putObject("metadata");
        metadata.put("name", "r").put("namespace", "team-a").put("uid", "u");
        metadata.set("annotations", JSON.valueToTree(annotations(given.path("run"))));
        if (!given.path("young").asBoolean()) {
            run.putObject("status")
                    .putArray("conditions")
                    .addObject()
                    .put("type", "Succeeded")
                    .put("status", "Unknown");
        }
        byte[] json = JSON.writer()
                .with(com.fasterxml.jackson.core.json.JsonWriteFeature.ESCAPE_NON_ASCII)
                .writeValueAsBytes(run);
        return RunReader.read(RunKind.TASK_RUN, json, 0, json.length);
    }
}
