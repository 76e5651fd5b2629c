package io.github.tektoncourier.watch.api;

import java.time.Duration;
import java.time.Instant;

/**
 * Limits all watchers of one consumer together to one request a second while the API server closes their watches at
 * once. Each kind and namespace has a watch of its own, so a pace that suits one is a storm with three hundred.
 */
public final class RequestPacing {
    private static final Duration STEP = Duration.ofSeconds(1);

    private Instant next = Instant.MIN;

    /**
     * Reserves the next turn and returns the wait until then.
     *
     * @param atLeast the shortest wait
     *
     * @param lists whether there will be a list before the watch: two requests
     */
    public synchronized Duration next(Instant now, Duration atLeast, boolean lists) {
        Instant earliest = now.plus(atLeast);
        Instant turn = next.isAfter(earliest) ? next : earliest;
        Instant free = next.isAfter(now) ? next : now;
        next = free.plus(STEP.multipliedBy(lists ? 2 : 1));
        return Duration.between(now, turn);
    }
}
