package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.SubscriptionSettings;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscription's events go, with lanes, breaker and retries of its own: the one sink, or the sink with one value of
 * a slot.
 */
final class Destination {

    /** How a destination did so far decides how many lanes it may take. */
    enum Standing {
        PROVEN,
        UNPROVEN,
        TROUBLED
    }

    final String value;
    final Lanes lanes = new Lanes(this);
    final SinkHealth health = new SinkHealth();
    final RetryPolicy retries;
    boolean probing;
    int faultyLanes;
    int inFlight;

    /** Events in its lanes. */
    int waiting;

    /** How often any destination had taken something when this one began to fail. */
    long takenBefore;

    private long quietUntil;
    private long failingSince;

    /**
     * Begins without events.
     *
     * @param ofSlot whether it is one of several, so that its failures say nothing of the others
     * @param taken how often any destination took something
     */
    Destination(
            String value, SubscriptionSettings settings, boolean ofSlot, SplittableRandom random, LongSupplier taken) {
        this.value = value;
        this.retries = new RetryPolicy(settings, health, ofSlot, random, taken);
    }

    /** What to send now, if anything. */
    @Nullable
    Lane next(long now, boolean parkedToo) {
        boolean probe = health.down();
        if (quiet(now) || (probe && (probing || now < health.nextProbe()))) {
            return null;
        }
        return probe ? lanes.leastTried(now) : lanes.next(now, parkedToo);
    }

    /** When {@link #next} may have something, if nothing else happens before. */
    long due(long now) {
        if (probing) {
            return Long.MAX_VALUE;
        }
        if (quiet(now)) {
            return quietUntil;
        }
        return health.down() && lanes.leastTried(now) != null ? health.nextProbe() : lanes.firstDue();
    }

    /** Whether it asked to be left alone; it means everybody, not only the run that it said so to. */
    boolean quiet(long now) {
        return now < quietUntil;
    }

    void quietUntil(long millis) {
        quietUntil = Math.max(quietUntil, millis);
    }

    /** Since when it takes nothing, in milliseconds; 0 where its latest answer was good. */
    long failingSince() {
        return failingSince;
    }

    void failing(long now, long taken) {
        if (failingSince == 0) {
            failingSince = now;
            takenBefore = taken;
        }
    }

    /** It took something, or refused it for good. True when it had been down. */
    boolean answered() {
        failingSince = 0;
        return health.answered();
    }

    Standing standing() {
        if (failingSince > 0 || health.down()) {
            return Standing.TROUBLED;
        }
        return health.successes() == 0 ? Standing.UNPROVEN : Standing.PROVEN;
    }

    /** Whether nothing of it needs to be remembered. */
    boolean idle(long now) {
        return waiting == 0 && inFlight == 0 && !quiet(now);
    }
}
