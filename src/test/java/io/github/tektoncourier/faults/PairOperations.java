package io.github.tektoncourier.faults;

import io.github.tektoncourier.demo.kube.Fault;
import io.github.tektoncourier.faults.FaultySink.Behaviour;
import io.github.tektoncourier.faults.Operation.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;

/** Everything of which pairs are drawn: what is done to the process, the sinks, the cluster and the disk. */
final class PairOperations {

    private static final Operation.Act NOTHING = (world, step) -> {};
    private static final String RUNS = "/apis/tekton.dev";
    /** None of which makes a dead letter. */
    private static final List<Integer> WRONG = List.of(401, 404, 429, 500, 503);

    private static final int LARGE = 1_400_000;
    private static final int HANGS_BEFORE_STOP_MILLIS = 1_500;
    private static final int LARGE_RUNS = 3;

    static final List<Operation> ALL = all();

    private PairOperations() {}

    private static List<Operation> all() {
        List<Operation> all = new ArrayList<>();
        all.add(Operation.of("stop", "stop", (w, s) -> w.down(false), (w, s) -> w.up()));
        all.add(Operation.of("stop", "stop while a sink hangs", (w, s) -> hangingStop(w), (w, s) -> {
            w.sink(PairWorld.TEAM).behave(Behaviour.WELL);
            w.up();
        }));
        all.add(Operation.of("kill", "kill", (w, s) -> w.down(true), (w, s) -> w.up()));
        all.add(Operation.of("pause", "pause", (w, s) -> PausedProcess.pause(w, s.holds()), NOTHING));
        all.addAll(PairSettings.ALL);
        all.addAll(PairFiles.ALL);
        sinks(all);
        cluster(all);
        disk(all);
        all.add(Operation.of(
                "large runs",
                "large runs",
                (w, s) -> w.traffic.large(LARGE_RUNS, LARGE),
                (w, s) -> w.traffic.large(LARGE_RUNS, LARGE),
                Trait.LOSES_PLACE));
        return List.copyOf(all);
    }

    /** So that the stop takes as long as it may. */
    private static void hangingStop(PairWorld world) throws InterruptedException {
        world.sink(PairWorld.TEAM).behave(Behaviour.HANGS);
        Thread.sleep(HANGS_BEFORE_STOP_MILLIS);
        world.down(false);
    }

    private static void sinks(List<Operation> all) {
        sink(all, "refuses", (sink, dice) -> sink.refuse());
        sink(all, "hangs", (sink, dice) -> sink.behave(Behaviour.HANGS));
        sink(all, "is slow", (sink, dice) -> sink.behave(Behaviour.slow(700)));
        sink(all, "cuts", (sink, dice) -> sink.behave(Behaviour.CUTS));
        sink(all, "answers wrongly", (sink, dice) -> sink.behave(Behaviour.status(WRONG.get(dice % WRONG.size()))));
    }

    /** One of the sinks that may fail, or all three. */
    private static void sink(List<Operation> all, String name, ObjIntConsumer<FaultySink> fault) {
        List<List<String>> which = List.of(
                List.of(PairWorld.SHAKY),
                List.of(PairWorld.TEAM),
                List.of(PairWorld.STEADY, PairWorld.SHAKY, PairWorld.TEAM));
        for (List<String> names : which) {
            all.add(Operation.of(
                    names.size() > 1 ? "sinks" : "sink",
                    (names.size() > 1 ? "every sink" : "sink " + names.get(0)) + " " + name,
                    (w, s) -> names.forEach(one -> fault.accept(w.sink(one), s.dice())),
                    (w, s) -> names.forEach(one -> w.sink(one).behave(Behaviour.WELL))));
        }
    }

    private static void cluster(List<Operation> all) {
        all.add(Operation.of("api", "API server away", (w, s) -> w.cluster.down(), (w, s) -> w.cluster.up()));
        all.add(Operation.of(
                "api",
                "API server away, history gone",
                (w, s) -> w.cluster.down(),
                (w, s) -> {
                    w.cluster.compact();
                    w.cluster.up();
                },
                Trait.LOSES_PLACE));
        all.add(Operation.of(
                "watch",
                "history expires",
                (w, s) -> w.cluster.expireWatches(),
                (w, s) -> w.cluster.expireWatches(),
                Trait.LOSES_PLACE));
        all.add(Operation.of(
                "watch",
                "history expires, lists fail",
                (w, s) -> {
                    w.cluster.faults().add(Fault.answer(500, RUNS).verb("list"));
                    w.cluster.expireWatches();
                },
                (w, s) -> w.cluster.faults().lift(),
                Trait.LOSES_PLACE));
        all.add(Operation.of(
                "watch",
                "watches say nothing",
                (w, s) -> w.cluster.faults().add(Fault.stall("/api").verb("watch")),
                (w, s) -> {
                    w.cluster.faults().lift();
                    w.cluster.dropConnections();
                }));
        all.add(Operation.of(
                "watch",
                "watches end at once",
                (w, s) -> {
                    w.cluster.faults().add(Fault.closeWatch(RUNS));
                    w.cluster.dropConnections();
                },
                (w, s) -> w.cluster.faults().lift()));
        all.add(restored("restored", false));
        all.add(restored("restored and overtaken", true));
    }

    private static Operation restored(String name, boolean overtakes) {
        return Operation.of(
                "restored",
                name,
                (w, s) -> w.traffic.backUp(),
                (w, s) -> {
                    w.cluster.down();
                    w.traffic.restore(overtakes);
                    Thread.sleep(s.dice());
                    w.cluster.up();
                },
                Trait.LOSES_PLACE);
    }

    private static void disk(List<Operation> all) {
        Operation.Act prepare = (w, s) -> w.disk();
        Operation.Act off = (w, s) -> w.disk().off();
        all.add(Operation.of("disk", "disk full", (w, s) -> w.disk().full(), off, Trait.REPEATS)
                .preparedBy(prepare));
        all.add(Operation.of("disk", "disk errors", (w, s) -> w.disk().broken(), off, Trait.REPEATS)
                .preparedBy(prepare));
        all.add(Operation.of("power", "power loss", (w, s) -> w.powerLoss(1 + s.dice() / 2), NOTHING)
                .preparedBy(prepare));
    }
}
