package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.Backoff;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.Verdict;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How long a subscription waits before it tries an event again, and when it gives up on it. */
final class RetryPolicy {

    /** No pause and no attempt together last longer: what does is a clock set forward, or a machine that slept. */
    private static final long LONGEST_TRY_MILLIS = 15 * 60_000L;

    private final SubscriptionSettings settings;
    private final SinkHealth health;
    private final boolean ofSlot;
    private final SplittableRandom random;
    private final LongSupplier taken;

    /**
     * Begins without failures.
     *
     * @param health of the destination that the events go to
     * @param ofSlot whether that is one of several: then the others show that the network is there, and its events' time
     *     counts although it is down
     * @param taken how often any destination of the subscription took something
     */
    RetryPolicy(
            SubscriptionSettings settings,
            SinkHealth health,
            boolean ofSlot,
            SplittableRandom random,
            LongSupplier taken) {
        this.settings = settings;
        this.health = health;
        this.ofSlot = ofSlot;
        this.random = random;
        this.taken = taken;
    }

    /** One failure more; an event's own time counts only while the sink takes others. */
    Lane.Failure failure(Lane.@Nullable Failure before, Verdict verdict, long now) {
        if (before == null) {
            return new Lane.Failure(1, now, now, 0, taken.getAsLong(), taken.getAsLong(), verdict.brief());
        }
        boolean bySink = (ofSlot || !health.down())
                && othersSucceededSince(before)
                && (verdict.answered() || taken.getAsLong() > before.successesAtLast());
        boolean counts = verdict.byRoute() || bySink;
        return new Lane.Failure(
                before.attempts() + 1,
                before.first(),
                now,
                before.counted() + (counts ? Math.min(now - before.last(), longest(verdict)) : 0),
                before.successesAtFirst(),
                taken.getAsLong(),
                verdict.brief());
    }

    private static long longest(Verdict verdict) {
        return LONGEST_TRY_MILLIS + Math.min(verdict.retryAfterMillis(), Backoff.MAX_RETRY_AFTER_MILLIS);
    }

    boolean othersSucceededSince(Lane.Failure failure) {
        return taken.getAsLong() > failure.successesAtFirst();
    }

    /** Whether {@code retryFor} is over; never while the sink as a whole may be down, unless the route itself fails. */
    boolean ended(Lane.Failure failure, Verdict verdict) {
        boolean mayEnd = verdict.byRoute() || ((ofSlot || !health.down()) && othersSucceededSince(failure));
        return mayEnd && failure.counted() >= settings.retryForMillis();
    }

    /** Milliseconds until the event's next try. */
    long wait(Lane.Failure failure, Verdict verdict) {
        long wait = settings.backoff().millis(failure.attempts(), verdict.retryAfterMillis(), random);
        return verdict.byRoute() || othersSucceededSince(failure)
                ? Math.min(wait, Math.max(1, settings.retryForMillis() - failure.counted()))
                : wait;
    }

    /** Milliseconds until the next probe of a sink that is down. */
    long probe(int failures, Verdict verdict) {
        return settings.backoff().millis(failures, verdict.retryAfterMillis(), random);
    }
}
