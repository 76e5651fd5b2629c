package io.github.tektoncourier;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * The system's time, but never back: a wait until a time must not take an hour longer because the clock was set
 * back by one. It follows the system's clock forward; when that is set back, it goes on at its own pace, ahead of it.
 */
public final class SteadyClock extends Clock {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final LongSupplier wallMillis;
    private final LongSupplier nanos;
    private final ZoneId zone;
    private long aheadOfNanos;

    /** @param nanos as {@link System#nanoTime()}: meaningful only in differences, and never set */
    SteadyClock(LongSupplier wallMillis, LongSupplier nanos, ZoneId zone) {
        this.wallMillis = wallMillis;
        this.nanos = nanos;
        this.zone = zone;
        this.aheadOfNanos = wallMillis.getAsLong() - Math.floorDiv(nanos.getAsLong(), NANOS_PER_MILLI);
    }

    /** One that begins now. */
    public static Clock begin() {
        return new SteadyClock(System::currentTimeMillis, System::nanoTime, ZoneOffset.UTC);
    }

    @Override
    public synchronized long millis() {
        long wall = wallMillis.getAsLong();
        long passed = Math.floorDiv(nanos.getAsLong(), NANOS_PER_MILLI);
        aheadOfNanos = Math.max(aheadOfNanos, wall - passed);
        return passed + aheadOfNanos;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new SteadyClock(wallMillis, nanos, other);
    }
}
