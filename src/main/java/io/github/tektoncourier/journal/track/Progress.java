package io.github.tektoncourier.journal.track;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a subscription asks the writer to record with its next commit; written whole or not at all, and as often as the
 * disk needs.
 *
 * @param rows the exceptions that changed; empty for one that is to go
 * @param settled how many events were settled since the last progress
 * @param refusal the latest value of a slot that was refused, in words
 * @param ended deliveries that ended since the last progress, but for what filters of the source left out
 * @param failed attempts that failed since the last progress
 * @param downSince milliseconds since when the sink takes nothing; 0 where it took the latest
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
        String refusal,
        List<Ended> ended,
        List<Failed> failed,
        long downSince) {

    /**
     * How a delivery ended that needs no row any more.
     *
     * @param at milliseconds
     * @param attempts how often it was tried, this time included
     * @param waitedMillis since it was appended; below zero where that is not known
     * @param status of a delivery by HTTP, else 0
     * @param step of the route that left it out, in words; empty where there is none or it is not known
     */
    public record Ended(Unit unit, long at, int outcome, int attempts, long waitedMillis, int status, String step) {

        /** One of which no answer and no step is known. */
        public Ended(Unit unit, long at, int outcome, int attempts, long waitedMillis) {
            this(unit, at, outcome, attempts, waitedMillis, 0, "");
        }

        /** One of which it is not known how long it waited. */
        public Ended(Unit unit, long at, int outcome, int attempts) {
            this(unit, at, outcome, attempts, -1);
        }

        /** At least one send completed. */
        public static final int DELIVERED = 0;

        /** The route sent nothing. */
        public static final int FILTERED = 1;

        /** A dead letter was given up. */
        public static final int DROPPED = 2;
    }

    /**
     * A failed attempt.
     *
     * @param number 1 for the first
     * @param at milliseconds
     * @param millis how long it took
     * @param outcome a word of {@code FailedAttempt}
     */
    public record Failed(Unit unit, int number, long at, long millis, String outcome, String answer) {}

    /**
     * The counters of promise 6.
     *
     * @param extra by how many deliveries exceed events, because a slot had several values
     * @param refused of what was filtered, refused values of a slot
     * @param replayed beside that sum, events that were sent once more by a replay
     * @param replayFailed beside that sum, events that a replay gave up on
     */
    public record Counters(
            long delivered,
            long filtered,
            long dead,
            long dropped,
            long extra,
            long refused,
            long replayed,
            long replayFailed) {

        /** The counters of a subscription that replayed nothing. */
        public Counters(long delivered, long filtered, long dead, long dropped, long extra, long refused) {
            this(delivered, filtered, dead, dropped, extra, refused, 0, 0);
        }

        /** The counters of a subscription without a slot. */
        public Counters(long delivered, long filtered, long dead, long dropped) {
            this(delivered, filtered, dead, dropped, 0, 0, 0, 0);
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
     * @param state one of {@link #AHEAD}, {@link #PARKED}, {@link #DEAD}, {@link #WAITING}, {@link #RETRIED},
     *     {@link #REPLAYED}
     * @param firstFailure milliseconds of the first failure, 0 where there was none
     * @param lastFailure milliseconds of the latest failure, 0 where there was none or it is unknown
     * @param counted milliseconds that count towards {@code retryFor}
     * @param value of the slot; empty where there is none, it is not read yet, or the row is about the whole event
     */
    public record Row(
            long seq,
            int state,
            String key,
            int attempts,
            long firstFailure,
            long lastFailure,
            long counted,
            String answer,
            String value) {

        /** A row without a value, whose latest failure is unknown. */
        public Row(long seq, int state, String key, int attempts, long firstFailure, long counted, String answer) {
            this(seq, state, key, attempts, firstFailure, 0, counted, answer, "");
        }

        /** Acknowledged before an event in front of it. */
        public static final int AHEAD = 0;

        /** Waits with its run while others go on. */
        public static final int PARKED = 1;

        /** A dead letter. */
        public static final int DEAD = 2;

        /** Waits for its turn, or for the values of its slot, while the position has passed it. */
        public static final int WAITING = 3;

        /** A dead letter that is tried once more, outside of the order; pending in the books. */
        public static final int RETRIED = 4;

        /** An event that is sent once more on request, outside of the order; the books have it already. */
        public static final int REPLAYED = 5;

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
