package io.github.tektoncourier.watch.reflect;

import java.time.Duration;
import java.time.Instant;

/** How long to rest before the next list of a scope whose place is lost again soon after the last: lists are dear. */
final class RelistBackoff {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int LONGEST_DOUBLING = 4;

    private Instant last = Instant.MIN;
    private int inARow;

    /** The place is lost now. Zero for a first loss, then a second, doubling up to sixteen. */
    Duration rest(Instant now) {
        inARow = Duration.between(last, now).compareTo(SOON.plusSeconds(1L << inARow)) < 0 ? inARow + 1 : 0;
        inARow = Math.min(inARow, LONGEST_DOUBLING + 1);
        last = now;
        return inARow == 0 ? Duration.ZERO : Duration.ofSeconds(1L << (inARow - 1));
    }
}
