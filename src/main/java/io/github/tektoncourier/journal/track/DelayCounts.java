package io.github.tektoncourier.journal.track;

import io.github.tektoncourier.journal.history.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Counts delays by size, from any thread. */
public final class DelayCounts {

    private static final List<Double> BOUNDS =
            List.of(0.001, 0.005, 0.02, 0.1, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0, 3600.0);

    private final List<LongAdder> counts =
            Stream.generate(LongAdder::new).limit(BOUNDS.size() + 1L).toList();
    private final LongAdder micros = new LongAdder();

    /**
     * Counts one.
     *
     * @param delay in microseconds; one below zero, by clocks that differ, counts as none
     */
    public void add(long delay) {
        long sound = Math.max(0, delay);
        int bucket = 0;
        while (bucket < BOUNDS.size() && sound > BOUNDS.get(bucket) * 1e6) {
            bucket++;
        }
        counts.get(bucket).increment();
        micros.add(sound);
    }

    /** What was counted. */
    public Figures.Delays delays() {
        List<Long> now = new ArrayList<>();
        counts.forEach(count -> now.add(count.sum()));
        return new Figures.Delays(BOUNDS, now, micros.sum() / 1e6);
    }
}
