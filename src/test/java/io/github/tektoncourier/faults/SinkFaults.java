package io.github.tektoncourier.faults;

import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.e2e.Life;
import io.github.tektoncourier.faults.FaultySink.Behaviour;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;

/** What sinks do to the courier. */
final class SinkFaults {

    private SinkFaults() {}

    static void refuse(Trial trial) throws Exception {
        outage(trial, FaultySink::refuse);
    }

    static void answers500(Trial trial) throws Exception {
        outage(trial, sink -> sink.behave(Behaviour.status(500)));
    }

    static void answers503(Trial trial) throws Exception {
        outage(trial, sink -> sink.behave(Behaviour.status(503)));
    }

    static void hangs(Trial trial) throws Exception {
        outage(trial, sink -> sink.behave(Behaviour.HANGS));
    }

    static void cuts(Trial trial) throws Exception {
        outage(trial, sink -> sink.behave(Behaviour.CUTS));
    }

    /** Three equal parts: all is well, the sink is down, it is back. */
    private static void outage(Trial trial, Consumer<FaultySink> begin) throws Exception {
        int seconds = trial.quickOrFull(5, 600);
        int rate = trial.quickOrFull(50, 30);
        FaultySink broken = trial.sink("broken");
        FaultySink sound = trial.sink("sound");
        warm(trial);
        Traffic warm = trial.traffic("warm", Life.MIXED);
        play(trial, warm, rate, seconds);
        trial.settle(Duration.ofSeconds(60));
        Delays before = Delays.of(warm.ended(), List.of(sound));

        begin.accept(broken);
        trial.fault();
        int had = broken.count();
        Traffic during = trial.traffic("down", Life.MIXED);
        play(trial, during, rate, seconds);
        unharmed(trial, during, sound);
        Delays while_ = Delays.of(during.ended(), List.of(sound));
        trial.check("the broken sink accepted something", broken.count() == had);
        long requests = broken.refused();
        trial.check("more than 5 requests a second to a sink that is down: " + requests, requests <= 5L * seconds + 64);

        broken.behave(Behaviour.WELL);
        trial.settle(Duration.ofSeconds(trial.full ? 300 : 90));
        trial.load(2 * seconds * rate + " changes; p99 of the other sink " + before.p99() + " ms before, "
                + while_.p99() + " ms during");
        // The quick size has five changes above its p99 and a neighbour on the machine: it finds what waits, not by how
        // much.
        long most = Math.max(before.p99() * 11 / 10, before.p99() + (trial.full ? 20 : 1_000));
        trial.check(
                "the other sink's p99 grew from " + before.p99() + " to " + while_.p99() + " ms", while_.p99() <= most);
    }

    /** A courier that has started, watches, and has sent before. */
    private static void warm(Trial trial) throws Exception {
        EmbeddedCluster cluster = trial.embedded();
        trial.start("courier.announce=all");
        ApiFaults.watches(trial, cluster);
        for (int n = 0; n < 20; n++) {
            trial.live(Life.TASK_FAILS, "first-" + n);
        }
        trial.settle(Duration.ofSeconds(30));
    }

    private static void play(Trial trial, Traffic traffic, int rate, int seconds) throws Exception {
        ScheduledFuture<?> running = traffic.start(rate);
        Thread.sleep(seconds * 1000L);
        traffic.finish(running);
        trial.ended(traffic);
    }

    /** Delays say nothing of what did not come. */
    private static void unharmed(Trial trial, Traffic traffic, FaultySink sound) throws InterruptedException {
        boolean whole = trial.soon(
                Duration.ofSeconds(20),
                () -> Books.of(traffic.expected(), sound.accepted()).lost().isEmpty());
        trial.check("the sound sink lacks events while the other one is broken", whole);
    }

    static void slow(Trial trial) throws Exception {
        int seconds = trial.quickOrFull(6, 120);
        FaultySink slow = trial.sink("slow");
        FaultySink sound = trial.sink("sound");
        warm(trial);
        slow.behave(Behaviour.slow(trial.quickOrFull(1_000, 5_000)));
        trial.fault();
        Traffic traffic = trial.traffic("run", Life.MIXED);
        play(trial, traffic, 50, seconds);
        unharmed(trial, traffic, sound);
        Map<String, Long> ended = traffic.ended();
        Delays quick = Delays.of(ended, List.of(sound));
        trial.load(traffic.changes() + " changes; p99 of the other sink " + quick.p99() + " ms");
        trial.check("the other sink's p99 is " + quick.p99() + " ms", quick.p99() < 1_000);
        slow.behave(Behaviour.WELL);
        trial.settle(Duration.ofSeconds(120));
    }
}
