package io.github.tektoncourier.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.journal.history.EventFate;
import io.github.tektoncourier.journal.history.EventHistory;
import io.github.tektoncourier.journal.history.FailedAttempt;
import io.github.tektoncourier.journal.history.RunHistory;
import io.github.tektoncourier.text.LogText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What became of a run's events. */
public final class HistoryJson {

    private HistoryJson() {}

    public static void write(ObjectNode node, RunHistory run) {
        node.put("namespace", run.namespace())
                .put("name", run.name())
                .put("kind", run.kind())
                .put("runuid", run.uid())
                .put("deleted", run.gone())
                .put("whole", run.whole());
        ArrayNode events = node.putArray("events");
        run.events().forEach(event -> write(events.addObject(), event));
        run.silent().forEach(node.putArray("notDue")::add);
        run.expired().forEach(node.putArray("notKept")::add);
    }

    private static void write(ObjectNode node, EventHistory event) {
        node.put("id", event.id())
                .put("type", event.type())
                .put("sequence", event.sequence())
                .put("appended", event.appended().toString());
        ArrayNode at = node.putArray("subscriptions");
        event.fates().forEach(fate -> write(at.addObject(), fate));
    }

    /** What became of an event at one subscription. */
    public static void write(ObjectNode node, EventFate fate) {
        node.put("subscription", fate.subscription())
                .put("slotValue", LogText.value(fate.value()))
                .put("state", fate.kind().word())
                .put("attempts", fate.attempts())
                .put("why", fate.why());
        TimeJson.put(node, "at", fate.at());
        if (fate.status() > 0) {
            node.put("status", fate.status());
        }
        ArrayNode failures = node.putArray("failures");
        for (FailedAttempt failure : fate.failures()) {
            failures.addObject()
                    .put("attempt", failure.number())
                    .put("at", failure.at().toString())
                    .put("millis", failure.millis())
                    .put("outcome", failure.outcome())
                    .put("answer", failure.answer());
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws java.time.DateTimeException when a time is none
     * @throws IllegalArgumentException when a state is none that this program knows
     */
    public static RunHistory read(JsonNode node) {
        return new RunHistory(
                node.path("runuid").asText(),
                node.path("kind").asText(),
                node.path("namespace").asText(),
                node.path("name").asText(),
                node.path("deleted").asBoolean(),
                all(node.path("notDue"), JsonNode::asText),
                all(node.path("events"), HistoryJson::event),
                all(node.path("notKept"), JsonNode::asText),
                node.path("whole").asBoolean());
    }

    private static EventHistory event(JsonNode node) {
        String id = node.path("id").asText();
        return new EventHistory(
                node.path("sequence").asLong(),
                id,
                id.substring(id.indexOf('/') + 1),
                node.path("type").asText(),
                Instant.parse(node.path("appended").asText()),
                all(node.path("subscriptions"), HistoryJson::fate));
    }

    private static EventFate fate(JsonNode node) {
        return new EventFate(
                node.path("subscription").asText(),
                node.path("slotValue").asText(),
                EventFate.Kind.valueOf(
                        node.path("state").asText().toUpperCase(Locale.ROOT).replace(' ', '_')),
                TimeJson.read(node, "at"),
                node.path("attempts").asInt(),
                node.path("status").asInt(),
                node.path("why").asText(),
                all(node.path("failures"), HistoryJson::attempt));
    }

    private static FailedAttempt attempt(JsonNode node) {
        return new FailedAttempt(
                node.path("attempt").asInt(),
                Instant.parse(node.path("at").asText()),
                node.path("millis").asLong(),
                node.path("outcome").asText(),
                node.path("answer").asText());
    }

    private static <T> List<T> all(JsonNode array, Function<JsonNode, T> read) {
        List<T> found = new ArrayList<>();
        array.forEach(one -> found.add(read.apply(one)));
        return found;
    }
}
