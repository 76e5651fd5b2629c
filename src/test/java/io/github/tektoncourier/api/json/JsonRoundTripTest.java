package io.github.tektoncourier.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.DeadLetter;
import io.github.tektoncourier.journal.Hold;
import io.github.tektoncourier.journal.history.EventFate;
import io.github.tektoncourier.journal.history.EventHistory;
import io.github.tektoncourier.journal.history.FailedAttempt;
import io.github.tektoncourier.journal.history.LatestFailure;
import io.github.tektoncourier.journal.history.RunHistory;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a command reads of a server is what the server read of the journal. */
class JsonRoundTripTest {

    private static final Instant AT = Instant.parse("2026-11-30T08:12:03.127Z");

    private final ObjectNode node = new ObjectMapper().createObjectNode();

    @Test
    void books_with_their_hold_and_latest_failure() {
        Books books = new Books(
                "audit",
                "down",
                15,
                1,
                2,
                3,
                4,
                5,
                6,
                AT,
                "HTTP 503",
                AT,
                7,
                "refused #x",
                new Books.Again(8, 9, 10, 11),
                AT);
        Hold hold = new Hold("audit", 0, 12, 0, AT);
        LatestFailure failure = new LatestFailure(
                "audit", "ns", "run", "type", "uid/failed", new FailedAttempt(2, AT, 0, "", "HTTP 503"));

        BooksJson.counters(node, books, hold);
        BooksJson.errors(node, books);
        BooksJson.failure(node, failure);

        assertThat(BooksJson.read(node)).isEqualTo(books);
        assertThat(BooksJson.hold(node)).contains(hold);
        assertThat(BooksJson.failure(node)).contains(failure);
    }

    @Test
    void a_dead_letter() {
        DeadLetter letter = new DeadLetter(
                "audit", "ns", "run", "type", "uid/failed", "uid", 42, "#ci", 3, AT, null, AT, "HTTP 422");

        DeadLetterJson.write(node, letter);

        assertThat(DeadLetterJson.read(node)).isEqualTo(letter);
    }

    @Test
    void a_history_with_every_fate() {
        List<FailedAttempt> failures = List.of(new FailedAttempt(1, AT, 12, "refused", "HTTP 422"));
        List<EventFate> fates = Stream.of(EventFate.Kind.values())
                .map(kind -> new EventFate("audit", "#ci", kind, AT, 1, 202, "why", failures))
                .toList();
        RunHistory run = new RunHistory(
                "uid",
                "taskrun",
                "ns",
                "run",
                true,
                List.of("queued"),
                List.of(new EventHistory(7, "uid/step/a/b", "step/a/b", "type", AT, fates)),
                List.of("started"),
                true);

        HistoryJson.write(node, run);

        assertThat(HistoryJson.read(node)).isEqualTo(run);
    }
}
