package io.github.tektoncourier.watch.reflect;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after the n-th failure in a row: doubling, with jitter, so that many watches do not return at once.
 */
final class WatchBackoff {
    static final Duration FIRST = Duration.ofMillis(200);
    static final Duration CAP = Duration.ofSeconds(15);

    private final RandomGenerator random;
    private int failures;

    WatchBackoff(RandomGenerator random) {
        this.random = random;
    }

    /** The wait after one more failure, between half and all of the doubled step. */
    Duration next(Duration cap) {
        long step = Math.min(cap.toMillis(), FIRST.toMillis() << Math.min(failures, 16));
        failures++;
        return Duration.ofMillis(step / 2 + random.nextLong(step / 2 + 1));
    }

    /** Starts from the first step again, because something was received. */
    void reset() {
        failures = 0;
    }

    int failures() {
        return failures;
    }
}
