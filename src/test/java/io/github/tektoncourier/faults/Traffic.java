package io.github.tektoncourier.faults;

import io.github.tektoncourier.e2e.Life;
import io.github.tektoncourier.e2e.Runs;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Lives of runs side by side at a steady rate of changes, and what must be told of those that ended. */
final class Traffic implements AutoCloseable {

    private static final int AT_ONCE = 12;

    private record Going(Life life, String name, String uid, int next) {}

    private final Supplier<Runs> runs;
    private final String prefix;
    private final List<Life> mix;
    private final Deque<Going> going = new ArrayDeque<>();
    private final Set<String> expected = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> ended = new ConcurrentHashMap<>();
    private final AtomicInteger changes = new AtomicInteger();
    private final AtomicInteger troubles = new AtomicInteger();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private int born;

    Traffic(Supplier<Runs> runs, String prefix, List<Life> mix) {
        this.runs = runs;
        this.prefix = prefix;
        this.mix = mix;
    }

    ScheduledFuture<?> start(int changesPerSecond) {
        return clock.scheduleAtFixedRate(this::change, 0, 1_000_000L / changesPerSecond, TimeUnit.MICROSECONDS);
    }

    /** Brings every run to its end. */
    void finish(ScheduledFuture<?> started) throws Exception {
        started.cancel(false);
        clock.submit(() -> {
                    while (!going.isEmpty()) {
                        step();
                    }
                })
                .get();
    }

    int changes() {
        return changes.get();
    }

    /** Writes that the API server refused; tried again until it takes them. */
    int troubles() {
        return troubles.get();
    }

    Set<String> expected() {
        return expected;
    }

    /** When each run's last status was written, by its last moment. */
    Map<String, Long> ended() {
        return ended;
    }

    private void change() {
        try {
            while (going.size() < AT_ONCE) {
                Life life = mix.get(born % mix.size());
                String name = prefix + "-" + born;
                going.addLast(new Going(life, name, runs.get().create(life, name), 0));
                born++;
            }
        } catch (RuntimeException | AssertionError e) {
            troubles.incrementAndGet(); // a server that was killed meanwhile may have stored it: the next name is free
            born++;
            return;
        }
        step();
    }

    private void step() {
        Going one = going.getFirst();
        try {
            runs.get().status(one.life(), one.name(), one.next());
        } catch (RuntimeException | AssertionError e) {
            troubles.incrementAndGet();
            pause();
            return;
        }
        going.removeFirst();
        changes.incrementAndGet();
        if (one.next() + 1 < one.life().statuses().size()) {
            going.addLast(new Going(one.life(), one.name(), one.uid(), one.next() + 1));
        } else {
            List<String> told = one.life().told(one.uid()).toList();
            expected.addAll(told);
            ended.put(told.get(told.size() - 1), System.nanoTime());
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
