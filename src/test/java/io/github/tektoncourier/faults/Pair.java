package io.github.tektoncourier.faults;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** One pair: both operations overlap under load, everything is healed, and the books are held. */
final class Pair {

    private static final int OLD_RUNS = 3;
    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(8);
    /** No sink gets anything for so long, and nothing is pending: no more will come. */
    private static final Duration QUIET = Duration.ofSeconds(25);

    /** For an event that came since the last look, as one that is not due may. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(10);

    private final Trial trial;
    private final PairDraw draw;
    private final PairWorld world;

    private Pair(Trial trial, PairDraw draw) {
        this.trial = trial;
        this.draw = draw;
        this.world = new PairWorld(trial, draw);
    }

    static Scenario scenario(long seed) {
        PairDraw draw = PairDraw.of(seed, PairOperations.ALL);
        return new Scenario("pair-" + seed, draw.words(), trial -> new Pair(trial, draw).play());
    }

    private void play() throws Exception {
        trial.load(draw.words());
        world.say(draw.words());
        world.traffic.past(OLD_RUNS);
        Set<String> old = new TreeSet<>();
        world.traffic.runs().forEach(run -> old.add(run.uid()));
        for (PairDraw.Step step : draw.steps().toList()) {
            step.operation().prepare().on(world, step);
        }
        world.start();
        world.traffic.start();
        trial.check(
                "nothing came before the operations",
                trial.soon(
                        Duration.ofSeconds(60),
                        () -> world.sink(PairWorld.STEADY).count() > 20));
        both();
        world.heal();
        world.say("all is well");
        world.traffic.finish();
        world.say("all runs ended");
        drain();
        report(old);
    }

    private void both() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Void>> running = draw.steps()
                    .map(step -> threads.submit((Callable<Void>) () -> play(step)))
                    .toList();
            for (Future<Void> one : running) {
                try {
                    one.get();
                } catch (ExecutionException e) {
                    trial.check("an operation broke off: " + e.getCause(), false);
                }
            }
        } finally {
            threads.shutdown();
            threads.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    private Void play(PairDraw.Step step) throws Exception {
        Thread.sleep(step.after());
        world.say("begins: " + step.operation());
        trial.fault();
        step.operation().begin().on(world, step);
        Thread.sleep(step.holds());
        world.say("ends: " + step.operation());
        step.operation().end().on(world, step);
        return null;
    }

    /** Waits until everything due is there and no more comes, or nothing comes any more. */
    private void drain() throws Exception {
        long begun = System.nanoTime();
        long changed = begun;
        int count = 0;
        while (System.nanoTime() - begun < LONGEST_DRAIN.toNanos()
                && trial.running().running()) {
            boolean settled = pending() == 0;
            int now = received();
            boolean same = now == count;
            changed = same && settled ? changed : System.nanoTime();
            count = now;
            // An event that is not due, such as a deletion that the last list finds, may still come: two looks agree.
            if (same && settled && books().complete(dropped())) {
                break;
            }
            if (System.nanoTime() - changed > QUIET.toNanos()) {
                world.say("nothing comes any more");
                break;
            }
            Thread.sleep(500);
        }
        Thread.sleep(500); // a repeat would come now
        world.say("drained");
    }

    private void report(Set<String> old) throws Exception {
        // A request that timed out on a busy machine may have been accepted; no 2xx came for it.
        if (draw.has(Operation.Trait.REPEATS) || trial.workplace.said().contains("timed out")) {
            trial.allowRepeats();
        }
        PairBooks books = books();
        double dropped = dropped();
        boolean passed = trial.soon(AFTERWARDS, () -> pending() == 0);
        trial.check("pending at the end: " + pending(), passed);
        double dead = trial.metric("courier_dead_letters");
        trial.check("dead letters: " + dead, dead == 0);
        trial.check("dropped events: " + dropped, dropped == 0 || draw.has(Operation.Trait.GIVES_UP));
        boolean mayLack = books.complete((long) dropped);
        books.due().forEach((sink, due) -> {
            Set<String> wanted = new TreeSet<>(due);
            if (sink.equals(PairWorld.TEAM) && mayLack) {
                wanted.removeAll(books.missing().getOrDefault(sink, Set.of()));
            }
            trial.must(sink, wanted);
        });
        books.unshared().forEach((sink, ids) -> {
            boolean holds = ids.isEmpty() || (sink.equals(PairWorld.TEAM) && mayLack);
            trial.check(
                    sink + " lacks " + ids.size() + " events that others have, e.g. "
                            + ids.stream().limit(2).toList(),
                    holds);
        });
        silence(old);
        FailingDisk disk = world.diskIfAny();
        if (disk != null) {
            trial.check(
                    "sent before it was synced",
                    disk.order(world.sink(PairWorld.STEADY).accepted()).early().isEmpty());
        }
        trial.load(world.traffic.changes() + " changes");
    }

    /** With announce=new nothing is told of runs that were over before the first start, whatever scopes come. */
    private void silence(Set<String> old) {
        boolean new_ =
                world.epochs().stream().allMatch(epoch -> epoch.announce().equals("new"));
        long told = world.sink(PairWorld.STEADY).accepted().stream()
                .filter(one -> old.contains(one.runUid()) && !one.type().contains(".deleted."))
                .count();
        trial.check(told + " events of runs that were over before the first start", told == 0 || !new_);
    }

    private PairBooks books() throws Exception {
        Map<String, List<FaultySink.Accepted>> accepted = new LinkedHashMap<>();
        for (String sink : List.of(PairWorld.STEADY, PairWorld.SHAKY, PairWorld.TEAM)) {
            accepted.put(sink, world.sink(sink).accepted());
        }
        return PairBooks.of(accepted, world.traffic.runs(), world.epochs(), !draw.has(Operation.Trait.LOSES_PLACE));
    }

    private int received() {
        return List.of(PairWorld.STEADY, PairWorld.SHAKY, PairWorld.TEAM).stream()
                .mapToInt(sink -> world.sink(sink).count())
                .sum();
    }

    private double pending() {
        return trial.metric("courier_events_pending");
    }

    /** Of {@code team}; of others nothing may be. */
    private long dropped() {
        return (long) Math.max(0, trial.metric("courier_events_total{outcome=\"dropped\""));
    }
}
