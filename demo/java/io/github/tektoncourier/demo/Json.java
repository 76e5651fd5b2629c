package io.github.tektoncourier.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The JSON mapper of the demo and short forms for common steps. */
public final class Json {
    public static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * Reads an object.
     *
     * @throws MalformedJsonException when the bytes are not JSON or are another value than an object
     */
    public static ObjectNode parse(byte[] json) {
        try {
            if (MAPPER.readTree(json) instanceof ObjectNode node) {
                return node;
            }
        } catch (IOException e) {
            throw new MalformedJsonException("the body is not valid JSON: " + e.getMessage());
        }
        throw new MalformedJsonException("the body is not a JSON object");
    }

    public static ObjectNode parse(String json) {
        return parse(json.getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("This JSON cannot be written: " + e.getOriginalMessage(), e);
        }
    }

    /** The text at a path of field names, empty where there is none. */
    public static String text(JsonNode node, String... path) {
        JsonNode at = node;
        for (String field : path) {
            at = at.path(field);
        }
        return at.asText("");
    }
}
