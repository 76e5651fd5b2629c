package io.github.tektoncourier.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.StreamSupport;

/** What src/test/resources/schemas/moments.yaml says of a type. */
record Words(String title, String text, JsonNode entry) {

    private static final ObjectNode MOMENTS = Sources.read("moments.yaml");

    static Words of(EventType type) {
        JsonNode entry = MOMENTS.path(type.name());
        if (entry.isMissingNode()) {
            throw new AssertionError("The type " + type.type() + " has no words for its schema. Write an entry "
                    + type.name() + " in src/test/resources/schemas/moments.yaml.");
        }
        return new Words(filled(entry, "title", type), filled(entry, "text", type), entry);
    }

    List<String> needs() {
        return texts("needs");
    }

    List<String> may() {
        return texts("may");
    }

    List<String> outcomes() {
        return texts("outcomes");
    }

    /** A pattern for what stands behind the UID in the id. */
    String id(EventType type) {
        return entry.path("id").asText(type.name());
    }

    private List<String> texts(String name) {
        return StreamSupport.stream(entry.path(name).spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static String filled(JsonNode entry, String name, EventType type) {
        return entry.path(name).asText().replace("{Run}", type.kind().kind());
    }
}
