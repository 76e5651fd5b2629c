package io.github.tektoncourier.journal;

import io.github.tektoncourier.cloudevent.RetryAfter;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How long to wait before trying again: doubling, capped, and never the same for two that fail together.
 *
 * @param jitter part of the wait that is left to chance, 0 to 1
 */
public record Backoff(Duration first, Duration max, double jitter) {

    /** One second to one minute. */
    public static final Backoff SHIPPED = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), 0.2);

    /** The longest wait that a receiver is granted. */
    public static final long MAX_RETRY_AFTER_MILLIS = RetryAfter.MOST.toMillis();

    /** Milliseconds to wait after so many failures in a row, or as long as the sink asks for, if that is longer. */
    public long millis(int failures, long retryAfterMillis, SplittableRandom random) {
        long doubled = first.toMillis() << Math.min(Math.max(failures - 1, 0), 20);
        long capped = Math.min(doubled, max.toMillis());
        long wait = (long) (capped * (1 - jitter * random.nextDouble()));
        return Math.max(wait, Math.min(retryAfterMillis, MAX_RETRY_AFTER_MILLIS));
    }
}
