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
        String lastRefusal) {

    /** The books of a subscription that refused no value of a slot. */
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
                "");
    }

    /** Whether nothing is missing and nothing is counted twice. */
    public boolean balanced() {
        return appended == delivered + filtered + pending + dead + dropped;
    }
}
