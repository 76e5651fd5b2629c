package io.github.tektoncourier.watch.reflect;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When to list a scope again because changes were set aside: after five minutes, then at growing intervals. */
final class RelistSchedule {
    private static final Duration FIRST = Duration.ofMinutes(5);
    private static final Duration LAST = Duration.ofHours(1);

    private final Clock clock;
    private Duration wait = FIRST;
    private @Nullable Instant at;

    RelistSchedule(Clock clock) {
        this.clock = clock;
    }

    /** True once, when the list is due. */
    boolean isDue(int newlySetAside) {
        Instant now = clock.instant();
        if (newlySetAside > 0) {
            at = now.plus(wait);
            Duration doubled = wait.multipliedBy(2);
            wait = doubled.compareTo(LAST) > 0 ? LAST : doubled;
        }
        Instant due = at;
        if (due == null || now.isBefore(due)) {
            return false;
        }
        at = null;
        return true;
    }
}
