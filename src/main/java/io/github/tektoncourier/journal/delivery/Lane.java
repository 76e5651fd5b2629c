package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.journal.track.Progress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The events of one partition key that a subscription has before it, in order; at most one is under way. */
final class Lane {

    enum State {
        READY,
        WAITING,
        IN_FLIGHT
    }

    /**
     * An event in the queue.
     *
     * @param row absent when it is parked: then only the disk has it
     * @param stored whether a row beside the position remembers it
     */
    record Entry(long seq, @Nullable EventRow row, boolean stored) {}

    /**
     * What went wrong with the first event of the queue.
     *
     * @param first milliseconds of the first failure
     * @param last milliseconds of the latest
     * @param counted milliseconds that count towards {@code retryFor}
     * @param successesAtFirst how often the sink had taken something before the first failure
     * @param successesAtLast the same before the latest
     */
    record Failure(
            int attempts,
            long first,
            long last,
            long counted,
            long successesAtFirst,
            long successesAtLast,
            String answer) {}

    final Destination destination;
    final String key;
    final long number;
    final ArrayDeque<Entry> queue = new ArrayDeque<>(2);
    State state = State.READY;

    /** Of the events in a lane of a slot; empty where it is not known. */
    String namespace = "";

    /** Whether its events are only on disk, so that what they wait for holds up no others. */
    boolean parked;

    /** Whether it was so when the attempt under way began. */
    boolean startedParked;

    /** How its destination did when the attempt under way began. */
    Destination.Standing standing = Destination.Standing.PROVEN;

    @Nullable
    Failure failure;

    /** How often the sink came back and its first event failed again: once may be a sink that comes and goes. */
    int forgiven;

    /**
     * Of an event that goes again, outside of the order: what its row says, {@link Progress.Row#RETRIED} or
     * {@link Progress.Row#REPLAYED}; else 0.
     */
    int again;

    /** The run whose event goes again; the lane's own key is of this one event. */
    String runKey = "";

    /** Whether the route itself failed with the first event. */
    boolean faulty;

    /** To what rung the first event is to be trimmed; forgotten by a restart, which begins with the whole event. */
    int trim;

    /** Which event the latest attempt was about: run, type and id; empty before. */
    String about = "";

    /** How long the latest attempt took. */
    long tookMillis;

    /** What the latest attempt came to. */
    Outcome outcome = Outcome.FILTERED;

    /** When to try again, while waiting. */
    long due;

    /** Order of the latest attempt; 0 when there was none. */
    long tried;

    /** Whether it is parked or goes again: a row on disk tells of its events, and it takes few lanes. */
    boolean aside() {
        return parked || again > 0;
    }

    Lane(Destination destination, String key, long number) {
        this.destination = destination;
        this.key = key;
        this.number = number;
    }
}
