package io.github.tektoncourier.watch.reflect;

import java.time.Duration;
import java.time.Instant;

/**
 * How long to wait before the next list of a scope whose cursor is lost again soon after the last list, because lists
 * are expensive.
 */
final class RelistBackoff {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int LONGEST_DOUBLING = 4;

    private Instant last = Instant.MIN;
    private int inARow;

    /** The wait after one more loss: zero after a first one, then one second, doubling up to sixteen. */
    Duration rest(Instant now) {
        inARow = Duration.between(last, now).compareTo(SOON.plusSeconds(1L << inARow)) < 0 ? inARow + 1 : 0;
        inARow = Math.min(inARow, LONGEST_DOUBLING + 1);
        last = now;
        return inARow == 0 ? Duration.ZERO : Duration.ofSeconds(1L << (inARow - 1));
    }
}
