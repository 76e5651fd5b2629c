package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.cloudevent.Trimming;
import io.github.tektoncourier.journal.Delivery;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.journal.Verdict;
import io.github.tektoncourier.journal.delivery.budget.BudgetAccount;
import io.github.tektoncourier.journal.delivery.budget.Flight;
import io.github.tektoncourier.journal.track.Attributes;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.journal.track.ProgressLog;
import io.github.tektoncourier.journal.track.Track;
import io.github.tektoncourier.slot.SlotReader;
import io.github.tektoncourier.text.LogText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt to deliver an event: reads it, hands it over, and says what came of it. */
final class DeliveryAttempt {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryAttempt.class);

    private final Delivery delivery;
    private final Track track;
    private final ProgressLog progress;
    private final BudgetAccount room;
    private final Classification classification;

    DeliveryAttempt(
            Delivery delivery, Track track, ProgressLog progress, BudgetAccount room, Classification classification) {
        this.delivery = delivery;
        this.track = track;
        this.progress = progress;
        this.room = room;
        this.classification = classification;
    }

    /**
     * What came of an attempt.
     *
     * @param verdict of a failure
     * @param rung to what it is to be trimmed before it goes again at once; 0 where that would not help
     * @param millis how long it took
     * @param about which event it was, for a log line; empty where it could not be read
     */
    record Result(Outcome outcome, @Nullable Verdict verdict, int rung, long millis, String about) {}

    /** Waits until there is room for the event; absent when the subscription ends meanwhile. */
    Optional<Flight> admit(DeliveryState.Attempt attempt) throws InterruptedException {
        long snapshot = 0;
        int length = 0;
        try {
            snapshot = row(attempt).snapshot();
            length = track.length(snapshot);
        } catch (RuntimeException e) {
            LOG.debug("The size of event {} is unknown", attempt.entry().seq(), e); // reading it says why
        }
        return Optional.ofNullable(room.admit(snapshot, length));
    }

    /** No event is admitted any more. */
    void close() {
        room.close();
    }

    Result send(DeliveryState.Attempt attempt, Flight flight) {
        try (flight) {
            return attempt(attempt, flight);
        }
    }

    private Result attempt(DeliveryState.Attempt attempt, Flight flight) {
        long begun = System.nanoTime();
        StoredEvent event = null;
        Outcome outcome;
        if (isRefused(attempt.lane().destination.value)) {
            return new Result(Outcome.FILTERED, null, 0, 0, "");
        }
        try {
            event = event(attempt, flight);
            outcome = delivery.deliver(event, flight);
        } catch (Exception e) {
            outcome = new Outcome.Failed(e);
        } catch (Error e) {
            outcome = new Outcome.Failed(e); // a route's broken class must not end the lane
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        if (!(outcome instanceof Outcome.Failed failed)) {
            return new Result(outcome, null, 0, millis, "");
        }
        Verdict verdict = about(attempt.lane().destination.value, classification.of(failed));
        int rung = event != null && verdict.tooLarge() ? Trimming.next(event.data(), event.trim()) : 0;
        return new Result(outcome, verdict, rung, millis, event == null ? "" : words(event.attributes()));
    }

    /** Run, type and id: in each line about one event, in this order. */
    static String words(Map<String, String> attributes) {
        return LogText.line(attributes.getOrDefault("namespace", "") + "/" + attributes.getOrDefault("subject", ""))
                + " " + LogText.line(attributes.getOrDefault("type", "")) + " "
                + LogText.line(attributes.getOrDefault("id", ""));
    }

    /** Names the value that a failure is about, as far as it may be shown. */
    private Verdict about(String value, Verdict verdict) {
        SlotReader reader = delivery.slot();
        return reader == null || value.isEmpty()
                ? verdict
                : verdict.about(reader.slot().rule().shown(value));
    }

    private StoredEvent event(DeliveryState.Attempt attempt, Flight flight) throws Exception {
        try {
            EventRow row = row(attempt);
            byte[] body = flight.read(row.snapshot(), track::body);
            Map<String, String> attributes = Attributes.parse(row.attributes());
            if (attempt.lane().again > 0) {
                attributes = new LinkedHashMap<>(attributes);
                attributes.put("replay", "true");
            }
            return new StoredEvent(row.seq(), attributes, body, attempt.lane().trim, attempt.lane().destination.value);
        } catch (JournalException e) {
            progress.unreadable(attempt.entry().seq(), e);
            throw e;
        }
    }

    /** A value that was read under other rules may be refused by those in force now. */
    private boolean isRefused(String value) {
        SlotReader reader = delivery.slot();
        return reader != null
                && !value.isEmpty()
                && reader.slot().refusal(value).isPresent();
    }

    private EventRow row(DeliveryState.Attempt attempt) {
        EventRow row = attempt.entry().row();
        return row != null ? row : track.event(attempt.entry().seq());
    }
}
