package io.github.tektoncourier.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Times as members that are absent where there is none. */
final class TimeJson {

    private TimeJson() {}

    static void put(ObjectNode node, String name, @Nullable Instant time) {
        if (time != null) {
            node.put(name, time.toString());
        }
    }

    /** @throws java.time.DateTimeException when it is no time */
    static @Nullable Instant read(JsonNode node, String name) {
        String text = node.path(name).asText();
        return text.isEmpty() ? null : Instant.parse(text);
    }
}
