package io.github.tektoncourier.journal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A subscription's books (promise 6), from its start on: what was appended is either delivered, filtered, pending, dead
 * or dropped. Each figure is counted by itself; none is what the others leave over.
 *
 * @param state {@code up}, {@code down} (the sink as a whole does not answer), {@code full} (so many runs stand aside that no
 *     other can) or {@code idle} (no route subscribes)
 * @param parkedRuns runs that stand aside because the sink refuses them while it takes others
 * @param oldestPending when the oldest pending event was appended
 * @param lastError the latest failure in words, empty when there was none
 * @param refused of what was filtered, values of a slot that were refused
 * @param lastRefusal the latest of these in words, empty when there was none
 * @param again what is sent once more on request, beside the sum
 * @param downSince since when the sink takes nothing; absent where it is not down
 */
public record Books(
        String subscription,
        String state,
        long appended,
        long delivered,
        long filtered,
        long pending,
        long dead,
        long dropped,
        int parkedRuns,
        @Nullable Instant oldestPending,
        String lastError,
        @Nullable Instant lastErrorAt,
        long refused,
        String lastRefusal,
        Again again,
        @Nullable Instant downSince) {

    /**
     * What goes again on request. A dead letter that is retried is pending again; a replay changes no other figure.
     *
     * @param retried dead letters that were given another try
     * @param replayed events that were sent once more
     * @param replayFailed events that the sink refused once more
     * @param replaying events that wait to be sent once more
     */
    public record Again(long retried, long replayed, long replayFailed, long replaying) {
        /** Nothing was asked for. */
        public static final Again NOTHING = new Again(0, 0, 0, 0);
    }

    /** The books of a subscription that refused no value of a slot and sent nothing again. */
    public Books(
            String subscription,
            String state,
            long appended,
            long delivered,
            long filtered,
            long pending,
            long dead,
            long dropped,
            int parkedRuns,
            @Nullable Instant oldestPending,
            String lastError,
            @Nullable Instant lastErrorAt) {
        this(
                subscription,
                state,
                appended,
                delivered,
                filtered,
                pending,
                dead,
                dropped,
                parkedRuns,
                oldestPending,
                lastError,
                lastErrorAt,
                0,
                "",
                Again.NOTHING,
                null);
    }

    /** Whether nothing is missing and nothing is counted twice. */
    public boolean balanced() {
        return appended == delivered + filtered + pending + dead + dropped;
    }
}
