package io.github.tektoncourier.cloudevent.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.text.LogText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** An event's data as a tree, and back: whatever the journal took can be read, and written as it was. */
final class RunJson {

    // As wide as run/ reads: a format must not choke on what became an event.
    private static final JsonFactory LIMITS = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1_000)
                    .maxNumberLength(1_000_000)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .streamWriteConstraints(
                    StreamWriteConstraints.builder().maxNestingDepth(1_000).build())
            .build();
    private static final ObjectMapper JSON = JsonMapper.builder(LIMITS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** A run in an event's data, under its key there. */
    record Found(RunKind kind, JsonNode run) {

        /** The text at a path such as {@code /metadata/name}; empty where there is none. */
        String text(String path) {
            return RunJson.text(run.at(path));
        }

        /** The condition that says how the run stands; a missing node where it has none. */
        JsonNode condition() {
            for (JsonNode condition : run.at("/status/conditions")) {
                if (RunJson.text(condition.path("type")).equals("Succeeded")) {
                    return condition;
                }
            }
            return JSON.missingNode();
        }
    }

    private RunJson() {}

    /** A node's text; empty where it is no text. Jackson's asText makes the word "null" of a null. */
    static String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : "";
    }

    /** The run in an event's data; nothing where the data holds something else beside it, or no run. */
    static Optional<Found> find(EventMessage event) {
        JsonNode data = read(event);
        for (RunKind kind : List.of(RunKind.values())) {
            JsonNode run = data.path(kind.dataKey());
            if (run.isObject() && !data.has("event")) {
                return Optional.of(new Found(kind, run));
            }
        }
        return Optional.empty();
    }

    static byte[] write(JsonNode tree) {
        try {
            return JSON.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            return escaped(tree);
        }
    }

    /** For lone surrogates, which JSON can escape and UTF-8 cannot hold. */
    private static byte[] escaped(JsonNode tree) {
        try {
            return JSON.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(EventMessage event) {
        try {
            return JSON.readTree(event.data());
        } catch (IOException e) {
            throw new FormatException(
                    "The data of event " + LogText.quoted(event.get("id")) + " is not JSON: "
                            + LogText.quoted(
                                    e instanceof JsonProcessingException json
                                            ? json.getOriginalMessage()
                                            : e.toString()),
                    e);
        }
    }
}
