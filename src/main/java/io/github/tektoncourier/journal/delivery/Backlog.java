package io.github.tektoncourier.journal.delivery;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events that a subscription has read and not yet settled: those in memory, and those of parked runs, which wait on disk
 * so that they hold up no others. The caller holds a lock.
 */
final class Backlog {

    static final int MAX_PARKED_RUNS = 1_000;
    static final int MAX_PARKED_EVENTS = 100_000;

    /** Events in memory. */
    static final int MAX_OPEN = 512;

    /** From half of what may be open on, events of a slot wait on disk, so that one value holds up no other. */
    private static final int MOST_IN_MEMORY = MAX_OPEN / 2;

    /** A run that has to wait longer than this is parked at its first failure. */
    private static final long PATIENCE_MILLIS = 2_000;

    private final boolean ofSlot;
    private final SubscriptionBooks books;
    private final DeliveryListener listener;
    private int open;
    private int parkedRuns;
    private int parkedEvents;
    private boolean full;

    Backlog(boolean ofSlot, SubscriptionBooks books, DeliveryListener listener) {
        this.ofSlot = ofSlot;
        this.books = books;
        this.listener = listener;
    }

    /** Events, in memory and parked. */
    int size() {
        return open + parkedEvents;
    }

    /** Whether so many runs stand aside that no other can. */
    boolean full() {
        return full;
    }

    /** Whether there is room for more events. */
    boolean hungry() {
        return ofSlot ? !full : open < MAX_OPEN && parkedEvents < MAX_PARKED_EVENTS;
    }

    /** Whether events for this destination of a slot wait on disk, so that they hold up no others. */
    boolean crowded(Destination destination) {
        return open >= MOST_IN_MEMORY || destination.standing() == Destination.Standing.TROUBLED;
    }

    /** Takes up an event that was pending when the subscription ended. True for the first one of its run. */
    boolean resume(Lane lane, long seq) {
        boolean first = lane.queue.isEmpty();
        if (first) {
            lane.parked = true;
            parkedRuns++;
        }
        lane.queue.add(new Lane.Entry(seq, null, true));
        parkedEvents++;
        return first;
    }

    void add(Lane lane, Lane.Entry entry) {
        if (lane.parked) {
            lane.queue.add(new Lane.Entry(entry.seq(), null, true));
            aside(lane, entry.seq(), null);
            parkedEvents++;
            measure();
        } else {
            lane.queue.add(entry);
            open++;
        }
    }

    /** One event of a run is settled. */
    void settled(Lane lane) {
        if (lane.parked) {
            parkedEvents--;
        } else {
            open--;
        }
    }

    /** A run has no events any more. */
    void emptied(Lane lane) {
        parkedRuns -= lane.parked ? 1 : 0;
    }

    /** Tells the listener when no further run can stand aside, and when one can again. */
    void measure() {
        boolean now = (!ofSlot && parkedRuns >= MAX_PARKED_RUNS) || parkedEvents + MAX_OPEN > MAX_PARKED_EVENTS;
        if (now && !full) {
            listener.full(parkedRuns, parkedEvents, books.error());
        } else if (full && !now) {
            listener.room();
        }
        full = now;
    }

    /** Writes down that an event waits with its run; a run that has not failed waits only for its turn. */
    void aside(Lane lane, long seq, Lane.@Nullable Failure failure) {
        if (ofSlot && failure == null && lane.failure == null) {
            books.waits(seq, lane.destination.value, lane.key);
        } else {
            books.parked(seq, lane.destination.value, lane.key, failure);
        }
    }

    /** Parks a run that fails by itself: it failed twice, or has to wait for long, while others pass. */
    void parkIfOthersPass(Lane lane, long now) {
        Lane.Failure failure = lane.failure;
        if (failure == null
                || lane.aside()
                || lane.destination.health.down()
                || !lane.destination.retries.othersSucceededSince(failure)
                || (failure.attempts() < 2 && lane.due - now <= PATIENCE_MILLIS)) {
            return;
        }
        parkIfRoom(lane, failure);
    }

    void parkIfRoom(Lane lane, Lane.Failure failure) {
        if (lane.aside() || (!ofSlot && parkedRuns >= MAX_PARKED_RUNS)) {
            return;
        }
        if (park(lane)) {
            listener.parked(lane, failure, parkedRuns);
        }
    }

    /** Lets a run's events wait on disk; false where they do, or where there is no room for more. */
    boolean park(Lane lane) {
        if (lane.aside() || parkedEvents + lane.queue.size() > MAX_PARKED_EVENTS) {
            return false;
        }
        List<Lane.Entry> entries = List.copyOf(lane.queue);
        lane.queue.clear();
        for (Lane.Entry entry : entries) {
            aside(lane, entry.seq(), lane.queue.isEmpty() ? lane.failure : null);
            lane.queue.add(new Lane.Entry(entry.seq(), null, true));
        }
        lane.parked = true;
        open -= entries.size();
        parkedEvents += entries.size();
        parkedRuns++;
        measure();
        return true;
    }
}
