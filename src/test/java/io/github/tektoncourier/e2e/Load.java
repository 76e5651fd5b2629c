package io.github.tektoncourier.e2e;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Lives of runs, several side by side, at a steady rate of status changes, and what must be told of them. */
final class Load implements AutoCloseable {

    private static final int AT_ONCE = 12;

    private record Going(Life life, String name, String uid, int next) {}

    private final Runs runs;
    private final Deque<Going> going = new ArrayDeque<>();
    private final Set<String> expected = ConcurrentHashMap.newKeySet();
    private final AtomicInteger changes = new AtomicInteger();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private int born;

    Load(Runs runs) {
        this.runs = runs;
    }

    /** Changes one status every so often until stopped; a failure shows when it is awaited. */
    ScheduledFuture<?> start(int changesPerSecond) {
        return clock.scheduleAtFixedRate(this::change, 0, 1_000_000L / changesPerSecond, TimeUnit.MICROSECONDS);
    }

    /** Stops after so many changes in all, with every run brought to its end. */
    void finish(ScheduledFuture<?> started) throws InterruptedException, ExecutionException {
        started.cancel(false);
        clock.submit(() -> {
                    while (!going.isEmpty()) {
                        step(going.removeFirst());
                    }
                })
                .get();
    }

    /** Status changes written so far. */
    int changes() {
        return changes.get();
    }

    int runs() {
        return born;
    }

    /** {@code <uid> <type>} of everything that must be told of the runs that ended. */
    Set<String> expected() {
        return Set.copyOf(expected);
    }

    private void change() {
        while (going.size() < AT_ONCE) {
            Life life = Life.MIXED.get(born % Life.MIXED.size());
            String name = "run-" + born++;
            going.addLast(new Going(life, name, runs.create(life, name), 0));
        }
        step(going.removeFirst());
    }

    private void step(Going one) {
        runs.status(one.life(), one.name(), one.next());
        changes.incrementAndGet();
        if (one.next() + 1 < one.life().statuses().size()) {
            going.addLast(new Going(one.life(), one.name(), one.uid(), one.next() + 1));
        } else {
            one.life().told(one.uid()).forEach(expected::add);
        }
    }

    @Override
    public void close() throws InterruptedException {
        clock.shutdownNow();
        clock.awaitTermination(Duration.ofSeconds(5).toMillis(), TimeUnit.MILLISECONDS);
    }
}
