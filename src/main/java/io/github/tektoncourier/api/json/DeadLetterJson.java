package io.github.tektoncourier.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.journal.DeadLetter;
import io.github.tektoncourier.text.LogText;

/** A dead letter. */
public final class DeadLetterJson {

    private DeadLetterJson() {}

    public static void write(ObjectNode node, DeadLetter letter) {
        node.put("subscription", letter.subscription())
                .put("namespace", letter.namespace())
                .put("run", letter.run())
                .put("runuid", letter.uid())
                .put("type", letter.type())
                .put("id", letter.id())
                .put("sequence", letter.sequence())
                .put("slotValue", LogText.value(letter.value()))
                .put("attempts", letter.attempts())
                .put("reason", letter.reason());
        TimeJson.put(node, "appended", letter.appended());
        TimeJson.put(node, "firstFailed", letter.first());
        TimeJson.put(node, "died", letter.died());
    }

    /**
     * Reads what was written.
     *
     * @throws java.time.DateTimeException when a time is none
     */
    public static DeadLetter read(JsonNode node) {
        return new DeadLetter(
                node.path("subscription").asText(),
                node.path("namespace").asText(),
                node.path("run").asText(),
                node.path("type").asText(),
                node.path("id").asText(),
                node.path("runuid").asText(),
                node.path("sequence").asLong(),
                node.path("slotValue").asText(),
                node.path("attempts").asInt(),
                TimeJson.read(node, "appended"),
                TimeJson.read(node, "firstFailed"),
                TimeJson.read(node, "died"),
                node.path("reason").asText());
    }
}
