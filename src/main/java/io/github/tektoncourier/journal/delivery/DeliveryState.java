package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.Verdict;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.journal.track.Progress;
import io.github.tektoncourier.journal.track.Resume;
import io.github.tektoncourier.slot.SlotReading;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a subscription sends next ("Delivery" in the design): pure state, given the time; the caller holds a lock.
 * What comes in goes through {@link EventOffers} and {@link ReturningEvents}; what the end of an attempt means is decided
 * in {@link AttemptOutcomes}, what waits for a destination in {@link Destinations}.
 */
final class DeliveryState {

    /** One event under way. */
    record Attempt(Lane lane, Lane.Entry entry, boolean probe) {}

    private final DeliveryListener listener;
    private final Destinations destinations;
    private final SubscriptionBooks books;
    private final Backlog backlog;
    private final AttemptOutcomes outcomes;
    private final Replays replays = new Replays();
    private final EventOffers offers;
    private final ReturningEvents returning;
    private final RateLimiter rate;

    DeliveryState(
            SubscriptionSettings settings,
            Resume resume,
            DeliveryListener listener,
            SplittableRandom random,
            long now) {
        this(settings, false, resume, listener, random, now);
    }

    /** @param ofSlot whether each event is divided by the values of a slot */
    DeliveryState(
            SubscriptionSettings settings,
            boolean ofSlot,
            Resume resume,
            DeliveryListener listener,
            SplittableRandom random,
            long now) {
        this.listener = listener;
        this.rate = new RateLimiter(settings.rate());
        this.destinations = new Destinations(settings, ofSlot, random);
        this.books = new SubscriptionBooks(resume);
        this.backlog = new Backlog(ofSlot, books, listener);
        this.outcomes = new AttemptOutcomes(ofSlot, destinations, backlog, books, replays, listener);
        this.offers = new EventOffers(destinations, backlog, books, listener);
        this.returning = new ReturningEvents(ofSlot, destinations, backlog, books, replays);
        returning.resume(resume.rows(), now);
    }

    Replays replays() {
        return replays;
    }

    /**
     * Events that go again, each on a lane of its own: they are outside of the order.
     *
     * @return sequences of events that wait for the values of a slot from now on, because none was ever read
     */
    List<Long> again(Progress.Unit behind, List<Progress.Row> rows, long now) {
        return returning.again(replays.answered(behind, rows), now);
    }

    /** Whether a row waits for the values of a slot, as does one that was written before the subscription had a slot. */
    boolean isUnread(Progress.Row row) {
        return returning.isUnread(row);
    }

    SubscriptionBooks books() {
        return books;
    }

    /** The last sequence that was offered. */
    long read() {
        return offers.read();
    }

    int inFlight() {
        return destinations.inFlight();
    }

    boolean down() {
        return destinations.down();
    }

    /** Whether runs stand aside because the route itself failed with them. */
    boolean faulty() {
        return destinations.faulty();
    }

    /** Whether so many runs stand aside that no other can. */
    boolean full() {
        return backlog.full();
    }

    /** Whether there is room for more events. */
    boolean hungry() {
        return backlog.hungry() && offers.span() < EventOffers.MAX_SPAN;
    }

    /** An event in order of sequence. */
    void offer(EventRow row, boolean wanted) {
        offers.offer(row, wanted);
    }

    /** An event in order of sequence, with the values of its slot. */
    void offer(EventRow row, SlotReading reading, long now) {
        offers.offer(row, reading, now);
    }

    /** An event in order of sequence, whose values are to be read later. */
    void hold(EventRow row) {
        offers.hold(row);
    }

    /** An event that was held, with the values of its slot. */
    void release(EventRow row, SlotReading reading, long now) {
        offers.release(row, reading, now);
    }

    /** What to send now, if anything. */
    @Nullable
    Attempt next(long now) {
        Lane lane = candidate(now);
        if (lane == null) {
            return null;
        }
        Destination destination = lane.destination;
        boolean probe = destination.health.down();
        rate.begins(now);
        destination.lanes.start(lane);
        destinations.started(lane);
        destination.probing |= probe;
        return new Attempt(lane, lane.queue.element(), probe);
    }

    /** Whether {@link #next} has something now. */
    boolean more(long now) {
        return candidate(now) != null;
    }

    private @Nullable Lane candidate(long now) {
        return books.behind() || rate.due(now) > now ? null : destinations.next(now);
    }

    /** Whether an attempt that waited for room is not to go now, because of what its sink did meanwhile. */
    boolean mustWait(Attempt attempt, long now) {
        Destination destination = attempt.lane().destination;
        return destination.quiet(now) || (destination.health.down() && !attempt.probe());
    }

    /** An attempt that did not begin: its event goes first again. */
    void giveBack(Attempt attempt) {
        Lane lane = attempt.lane();
        rate.givesBack();
        destinations.ended(lane);
        lane.destination.probing &= !attempt.probe();
        if (lane.failure == null && lane.again == 0) {
            lane.destination.lanes.again(lane);
        } else {
            lane.destination.lanes.await(lane, lane.due);
        }
    }

    /** Whether the sink asked to be left alone. */
    boolean quiet(long now) {
        return destinations.quiet(now);
    }

    /** Tells the listener what waits, as long as nothing is taken. */
    void remind(long head, long now) {
        long failingSince = destinations.failingSince();
        if (failingSince > 0) {
            listener.waits(failingSince, head - offers.read() + backlog.size(), books.error(), now);
        }
    }

    /** When {@link #next} may have something, if nothing else happens before. */
    long due(long now) {
        if (books.behind()) {
            return Long.MAX_VALUE;
        }
        long allowed = rate.due(now);
        boolean waits = allowed > now && destinations.next(now) != null;
        return waits ? allowed : Math.max(allowed, destinations.due(now));
    }

    /** Says in the books how its sink does. */
    void show(long now) {
        if (down() || quiet(now)) {
            books.down(now);
        } else {
            books.state(full() ? "full" : faulty() ? "faulty" : "up");
        }
    }

    /** An attempt has ended. */
    void ended(Attempt attempt, DeliveryAttempt.Result result, long now) {
        attempt.lane().tookMillis = result.millis();
        attempt.lane().about = result.about();
        attempt.lane().outcome = result.outcome();
        Verdict verdict = result.verdict();
        if (verdict != null && result.rung() > 0) {
            trimmed(attempt, verdict, result.rung(), now);
        } else if (verdict != null) {
            failed(attempt, verdict, now);
        } else if (result.outcome() instanceof Outcome.Delivered) {
            delivered(attempt, now);
        } else {
            filtered(attempt, now);
        }
    }

    void delivered(Attempt attempt, long now) {
        outcomes.delivered(attempt, now);
    }

    /** The route sent nothing, which says nothing about the sink. */
    void filtered(Attempt attempt, long now) {
        outcomes.filtered(attempt, now);
    }

    void failed(Attempt attempt, Verdict verdict, long now) {
        outcomes.failed(attempt, verdict, now);
    }

    /** Refused for its size: it goes again at once, trimmed to this rung, before its run's next event. */
    void trimmed(Attempt attempt, Verdict verdict, int rung, long now) {
        outcomes.trimmed(attempt, verdict, rung, now);
    }
}
