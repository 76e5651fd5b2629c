package io.github.tektoncourier.api;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How many requests each caller may make: so many a second, so many at once in a burst. */
final class RateLimit {

    static final int PER_SECOND = 20;
    static final int BURST = 60;

    private static final int MOST_CALLERS = 1_000;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanos;
    private final Map<String, Bucket> buckets = new HashMap<>();

    /** @param nanos as {@link System#nanoTime} gives them */
    RateLimit(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private static final class Bucket {
        private double left = BURST;
        private long at;
    }

    /** Whether the caller may make a request now. */
    synchronized boolean allows(String caller) {
        long now = nanos.getAsLong();
        if (buckets.size() > MOST_CALLERS) {
            buckets.clear(); // names of tokens of many versions of the file
        }
        Bucket bucket = buckets.computeIfAbsent(caller, name -> {
            Bucket full = new Bucket();
            full.at = now;
            return full;
        });
        bucket.left = Math.min(BURST, bucket.left + (double) (now - bucket.at) / SECOND * PER_SECOND);
        bucket.at = now;
        if (bucket.left < 1) {
            return false;
        }
        bucket.left--;
        return true;
    }
}
