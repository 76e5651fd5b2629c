package io.github.tektoncourier.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The one JSON mapper of this package and the few shapes everybody needs. */
final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Reads an object, or says that it is none. */
    static ObjectNode parse(byte[] json) {
        try {
            if (MAPPER.readTree(json) instanceof ObjectNode node) {
                return node;
            }
        } catch (IOException e) {
            throw ApiError.badRequest("the body is not valid JSON: " + e.getMessage());
        }
        throw ApiError.badRequest("the body is not a JSON object");
    }

    static ObjectNode parse(String json) {
        return parse(json.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("This JSON cannot be written: " + e.getOriginalMessage(), e);
        }
    }

    /** The text at a path of field names, empty where there is none. */
    static String text(JsonNode node, String... path) {
        JsonNode at = node;
        for (String field : path) {
            at = at.path(field);
        }
        return at.asText("");
    }
}
