package io.github.tektoncourier.journal.track;

import java.util.Map;
import java.util.Optional;

/**
 * What a subscription asks the writer to record with its next commit; written whole or not at all, and as often as the
 * disk needs.
 *
 * @param rows the exceptions that changed; empty for one that is to go
 * @param settled how many events were settled since the last progress
 * @param refusal the latest value of a slot that was refused, in words
 */
public record Progress(
        long subscription,
        long position,
        Counters counters,
        String state,
        String error,
        long errorAt,
        Map<Unit, Optional<Row>> rows,
        int settled,
        String refusal) {

    /**
     * The counters of promise 6.
     *
     * @param extra by how many deliveries exceed events, because a slot had several values
     * @param refused of what was filtered, refused values of a slot
     */
    public record Counters(long delivered, long filtered, long dead, long dropped, long extra, long refused) {

        /** The counters of a subscription without a slot. */
        public Counters(long delivered, long filtered, long dead, long dropped) {
            this(delivered, filtered, dead, dropped, 0, 0);
        }
    }

    /**
     * What is delivered, counted and retried by itself: an event, or an event for one value of a slot.
     *
     * @param value empty where there is no slot, or its values are not read yet
     */
    public record Unit(long seq, String value) {}

    /**
     * An exception beside the position.
     *
     * @param state one of {@link #AHEAD}, {@link #PARKED}, {@link #DEAD}, {@link #WAITING}
     * @param counted milliseconds that count towards {@code retryFor}
     * @param value of the slot; empty where there is none, it is not read yet, or the row is about the whole event
     */
    public record Row(
            long seq,
            int state,
            String key,
            int attempts,
            long firstFailure,
            long counted,
            String answer,
            String value) {

        /** A row without a value. */
        public Row(long seq, int state, String key, int attempts, long firstFailure, long counted, String answer) {
            this(seq, state, key, attempts, firstFailure, counted, answer, "");
        }

        /** Acknowledged before an event in front of it. */
        public static final int AHEAD = 0;

        /** Waits with its run while others go on. */
        public static final int PARKED = 1;

        /** A dead letter. */
        public static final int DEAD = 2;

        /** Waits for its turn, or for the values of its slot, while the position has passed it. */
        public static final int WAITING = 3;

        public Unit unit() {
            return new Unit(seq, value);
        }

        /** Whether it is still to be delivered. */
        public boolean pending() {
            return state == PARKED || state == WAITING;
        }

        public static Row ahead(long seq) {
            return new Row(seq, AHEAD, "", 0, 0, 0, "");
        }
    }
}
