package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.text.Rate;
import java.util.concurrent.TimeUnit;

/**
 * When a subscription's next delivery may begin. It only knows times and keeps no thread waiting, so a stop waits for
 * nothing here (the generic cell rate algorithm, ITU-T I.371). The caller holds a lock.
 */
final class RateLimiter {

    private final boolean limits;
    private final long intervalNanos;
    private final long burstNanos;

    /** When the next delivery would begin if none came early. */
    private long planned;

    RateLimiter(Rate limit) {
        limits = limit.limits();
        intervalNanos = limits ? limit.time().toNanos() / limit.deliveries() : 0;
        burstNanos = intervalNanos * (limit.burst() - 1);
    }

    /** The time in milliseconds at which one may begin; now or before where one may now. */
    long due(long now) {
        if (!limits) {
            return now;
        }
        long nanos = nanos(now);
        planned = Math.min(planned, nanos + burstNanos + intervalNanos); // a clock that was set back
        long wait = planned - burstNanos - nanos;
        return wait <= 0 ? now : now + Math.max(1, TimeUnit.NANOSECONDS.toMillis(wait + 999_999));
    }

    /** One begins. */
    void begins(long now) {
        if (limits) {
            planned = Math.max(planned, nanos(now)) + intervalNanos;
        }
    }

    /** The last one did not begin. */
    void givesBack() {
        planned -= intervalNanos;
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
