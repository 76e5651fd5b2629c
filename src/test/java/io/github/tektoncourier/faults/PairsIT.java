package io.github.tektoncourier.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A handful of the pairs of {@code bench/faults pairs}, two at a time; a slow machine begins fewer of them. */
class PairsIT {

    /** Fixed, so that a build fails for what it changed. Seeds 12 and 104 lost events once (RestoredStoreTest). */
    private static final List<Long> SEEDS = List.of(12L, 104L, 4L);

    private static final Duration BEGINS_WITHIN = Duration.ofSeconds(35);
    private static final int AT_ONCE = 2;

    @Test
    void two_faults_at_a_time_lose_nothing() throws Exception {
        Queue<Long> seeds = new ConcurrentLinkedQueue<>(SEEDS);
        long end = System.nanoTime() + BEGINS_WITHIN.toNanos();
        ExecutorService players = Executors.newFixedThreadPool(AT_ONCE);
        List<Report> reports = new ArrayList<>();

        List<Future<List<Report>>> played = new ArrayList<>();
        for (int n = 0; n < AT_ONCE; n++) {
            played.add(players.submit((Callable<List<Report>>) () -> play(seeds, end)));
        }
        for (Future<List<Report>> one : played) {
            reports.addAll(one.get());
        }
        players.shutdown();

        System.out.println(reports.size() + " of " + SEEDS.size() + " pairs were begun within " + BEGINS_WITHIN);
        assertThat(reports).hasSizeGreaterThanOrEqualTo(AT_ONCE).allSatisfy(report -> assertThat(report.complaints())
                .as(report.row() + " plays again by: bench/faults pairs --seed ...")
                .isEmpty());
    }

    private static List<Report> play(Queue<Long> seeds, long end) throws Exception {
        List<Report> reports = new ArrayList<>();
        while (reports.isEmpty() || System.nanoTime() < end) {
            Long seed = seeds.poll();
            if (seed == null) {
                break;
            }
            Report report = FaultHarness.play(Pair.scenario(seed), false);
            System.out.println(report.row());
            reports.add(report);
        }
        return reports;
    }
}
