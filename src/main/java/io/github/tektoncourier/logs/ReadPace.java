package io.github.tektoncourier.logs;

/** Spreads requests: so many a second, after a pause some at once. */
final class ReadPace {

    private final long intervalMillis;
    private final long burst;
    private long next = Long.MIN_VALUE;

    ReadPace(int perSecond, int burst) {
        this.intervalMillis = 1_000L / perSecond;
        this.burst = burst;
    }

    /** Takes the next turn: in so many milliseconds. */
    synchronized long take(long nowMillis) {
        long earliest = nowMillis - (burst - 1) * intervalMillis;
        next = Math.max(next, earliest);
        long wait = Math.max(0, next - nowMillis);
        next += intervalMillis;
        return wait;
    }
}
