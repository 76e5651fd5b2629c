package io.github.tektoncourier.journal;

import io.github.tektoncourier.cloudevent.Trimming;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** One attempt to deliver an event: reads it, hands it over, and says what came of it. */
final class Sending {

    private final Delivery delivery;
    private final Journal journal;
    private final Classification classification;

    Sending(Delivery delivery, Journal journal, Classification classification) {
        this.delivery = delivery;
        this.journal = journal;
        this.classification = classification;
    }

    /**
     * What came of an attempt.
     *
     * @param verdict of a failure
     * @param rung to what it is to be trimmed before it goes again at once; 0 where that would not help
     */
    record Result(Outcome outcome, @Nullable Verdict verdict, int rung) {}

    Result send(DeliveryState.Attempt attempt) {
        StoredEvent event = null;
        Outcome outcome;
        try {
            event = event(attempt);
            outcome = delivery.deliver(event);
        } catch (Exception e) {
            outcome = new Outcome.Failed(e);
        } catch (Error e) {
            outcome = new Outcome.Failed(e); // a route's broken class must not end the lane
        }
        if (!(outcome instanceof Outcome.Failed failed)) {
            return new Result(outcome, null, 0);
        }
        Verdict verdict = classification.of(failed.cause());
        int rung = event != null && verdict.tooLarge() ? Trimming.next(event.data(), event.trim()) : 0;
        return new Result(outcome, verdict, rung);
    }

    private StoredEvent event(DeliveryState.Attempt attempt) throws SQLException {
        try {
            return read(attempt);
        } catch (JournalException e) {
            journal.unreadable(attempt.entry().seq(), e);
            throw e;
        }
    }

    private StoredEvent read(DeliveryState.Attempt attempt) throws SQLException {
        EventRow row = attempt.entry().row();
        if (row == null) {
            row = journal.event(attempt.entry().seq());
        }
        return new StoredEvent(
                row.seq(), Attributes.parse(row.attributes()), journal.body(row.snapshot()), attempt.lane().trim);
    }
}
