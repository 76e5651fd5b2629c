package io.github.tektoncourier.watch.api;

import java.time.Duration;
import java.time.Instant;

/**
 * Keeps all watchers of one consumer together to a request a second while the API server closes their watches at once:
 * each kind and namespace has a watch of its own, and what is patient for one is a storm for three hundred.
 */
public final class RequestPacing {
    private static final Duration STEP = Duration.ofSeconds(1);

    private Instant next = Instant.MIN;

    /**
     * How long to wait, at least as given, for a turn.
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
