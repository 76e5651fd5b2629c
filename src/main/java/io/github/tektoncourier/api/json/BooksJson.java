package io.github.tektoncourier.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Hold;
import io.github.tektoncourier.journal.history.FailedAttempt;
import io.github.tektoncourier.journal.history.LatestFailure;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The books of one subscription. */
public final class BooksJson {

    private BooksJson() {}

    /** Counters and state: what anyone may know. */
    public static ObjectNode counters(ObjectNode node, Books books, @Nullable Hold hold) {
        node.put("subscription", books.subscription())
                .put("state", books.state())
                .put("appended", books.appended())
                .put("delivered", books.delivered())
                .put("filtered", books.filtered())
                .put("pending", books.pending())
                .put("dead", books.dead())
                .put("dropped", books.dropped())
                .put("retried", books.again().retried())
                .put("replayed", books.again().replayed())
                .put("replaying", books.again().replaying())
                .put("replaysRefused", books.again().replayFailed())
                .put("parkedRuns", books.parkedRuns())
                .put("refused", books.refused())
                .put("balanced", books.balanced())
                .put("heldBytes", hold == null ? 0 : hold.bytes());
        TimeJson.put(node, "oldestPending", books.oldestPending());
        TimeJson.put(node, "downSince", books.downSince());
        TimeJson.put(node, "heldSince", hold == null ? null : hold.since());
        return node;
    }

    /** The latest failures in words. */
    public static void errors(ObjectNode node, Books books) {
        node.put("lastError", books.lastError()).put("lastRefusal", books.lastRefusal());
        TimeJson.put(node, "lastErrorAt", books.lastErrorAt());
    }

    /** The event of the latest failure. */
    public static void failure(ObjectNode node, LatestFailure failure) {
        node.put("lastErrorEvent", failure.id())
                .put("lastErrorRun", failure.namespace() + "/" + failure.run())
                .put("lastErrorType", failure.type())
                .put("lastErrorAttempt", failure.attempt().number())
                .put("lastErrorAt", failure.attempt().at().toString());
    }

    /**
     * Reads what was written.
     *
     * @throws java.time.DateTimeException when a time is none
     */
    public static Books read(JsonNode node) {
        return new Books(
                node.path("subscription").asText(),
                node.path("state").asText(),
                node.path("appended").asLong(),
                node.path("delivered").asLong(),
                node.path("filtered").asLong(),
                node.path("pending").asLong(),
                node.path("dead").asLong(),
                node.path("dropped").asLong(),
                node.path("parkedRuns").asInt(),
                TimeJson.read(node, "oldestPending"),
                node.path("lastError").asText(),
                TimeJson.read(node, "lastErrorAt"),
                node.path("refused").asLong(),
                node.path("lastRefusal").asText(),
                new Books.Again(
                        node.path("retried").asLong(),
                        node.path("replayed").asLong(),
                        node.path("replaysRefused").asLong(),
                        node.path("replaying").asLong()),
                TimeJson.read(node, "downSince"));
    }

    /**
     * How much it holds back, by bytes alone.
     *
     * @throws java.time.DateTimeException when a time is none
     */
    public static Optional<Hold> hold(JsonNode node) {
        return node.path("heldBytes").asLong() == 0
                ? Optional.empty()
                : Optional.of(new Hold(
                        node.path("subscription").asText(),
                        0,
                        node.path("heldBytes").asLong(),
                        0,
                        TimeJson.read(node, "heldSince")));
    }

    /**
     * Reads what was written.
     *
     * @throws java.time.DateTimeException when a time is none
     */
    public static Optional<LatestFailure> failure(JsonNode node) {
        Instant at = TimeJson.read(node, "lastErrorAt");
        if (at == null || !node.has("lastErrorEvent")) {
            return Optional.empty();
        }
        String run = node.path("lastErrorRun").asText();
        int slash = run.indexOf('/');
        return Optional.of(new LatestFailure(
                node.path("subscription").asText(),
                run.substring(0, Math.max(0, slash)),
                run.substring(slash + 1),
                node.path("lastErrorType").asText(),
                node.path("lastErrorEvent").asText(),
                new FailedAttempt(
                        node.path("lastErrorAttempt").asInt(),
                        at,
                        0,
                        "",
                        node.path("lastError").asText())));
    }
}
