package io.github.tektoncourier.faults;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** How long the ends of runs took from the write of their last status to the sink, in milliseconds. */
record Delays(long p50, long p99) {

    static Delays of(Map<String, Long> written, Collection<FaultySink> sinks) {
        List<Long> delays = new ArrayList<>();
        for (FaultySink sink : sinks) {
            for (FaultySink.Accepted one : sink.accepted()) {
                Long at = written.get(one.moment());
                if (at != null) {
                    delays.add((one.nanos() - at) / 1_000_000);
                }
            }
        }
        Collections.sort(delays);
        return new Delays(at(delays, 0.50), at(delays, 0.99));
    }

    private static long at(List<Long> sorted, double quantile) {
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1L, (long) (sorted.size() * quantile)));
    }
}
