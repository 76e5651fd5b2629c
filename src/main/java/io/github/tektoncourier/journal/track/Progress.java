package io.github.tektoncourier.journal.track;

import java.util.Map;
import java.util.Optional;

/**
 * What a subscription asks the writer to record with its next commit; written whole or not at all, and as often as the
 * disk needs.
 *
 * @param rows the exceptions that changed, by sequence; empty for one that is to go
 * @param settled how many events were settled since the last progress
 */
public record Progress(
        long subscription,
        long position,
        Counters counters,
        String state,
        String error,
        long errorAt,
        Map<Long, Optional<Row>> rows,
        int settled) {

    /** The counters of promise 6. */
    public record Counters(long delivered, long filtered, long dead, long dropped) {}

    /**
     * An exception beside the position.
     *
     * @param state one of {@link #AHEAD}, {@link #PARKED}, {@link #DEAD}
     * @param counted milliseconds that count towards {@code retryFor}
     */
    public record Row(long seq, int state, String key, int attempts, long firstFailure, long counted, String answer) {

        /** Acknowledged before an event in front of it. */
        public static final int AHEAD = 0;

        /** Waits with its run while others go on. */
        public static final int PARKED = 1;

        /** A dead letter. */
        public static final int DEAD = 2;

        public static Row ahead(long seq) {
            return new Row(seq, AHEAD, "", 0, 0, 0, "");
        }
    }
}
