package io.github.tektoncourier.faults;

import io.github.tektoncourier.demo.kube.ApiResource;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.e2e.Life;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;

/** Many runs at once. */
final class Storms {

    private Storms() {}

    static void storm(Trial trial) throws Exception {
        int runs = trial.quickOrFull(200, 5_000);
        EmbeddedCluster cluster = trial.embedded();
        trial.sink("audit");
        trial.start("courier.announce=all");
        ApiFaults.watches(trial, cluster);
        long begun = System.nanoTime();
        for (int n = 0; n < runs; n++) {
            trial.live(Life.TASK_FAILS, "run-" + n);
        }
        long played = System.nanoTime();
        trial.settle(Duration.ofMinutes(5));
        trial.load("%d runs in %.0f s, caught up %.1f s later"
                .formatted(runs, (played - begun) / 1e9, (System.nanoTime() - played) / 1e9));
    }

    static void coldStart(Trial trial) throws Exception {
        coldStart(trial, trial.quickOrFull(1_000, 50_000));
    }

    static void largeColdStart(Trial trial) throws Exception {
        coldStart(trial, trial.quickOrFull(2_000, 100_000));
    }

    /** Not one of the runs that were over before is announced, with a ledger or without. */
    private static void coldStart(Trial trial, int runs) throws Exception {
        EmbeddedCluster cluster = trial.embedded();
        for (int n = 0; n < runs; n++) {
            cluster.put(run(n, "True", 2_000));
        }
        FaultySink sink = trial.sink("audit");
        double without = ready(trial);
        ApiFaults.watches(trial, cluster);
        trial.live(Life.TASK_FAILS, "first");
        trial.settle(Duration.ofSeconds(120));
        trial.bounce();
        cluster.compact();
        double with = ready(trial);
        trial.live(Life.TASK_FAILS, "second");
        trial.settle(Duration.ofSeconds(120));
        trial.load("%d finished runs, ready after %.0f s without a ledger, %.0f s with".formatted(runs, without, with));
        trial.check("it took longer than a minute", Math.max(without, with) <= 60);
        long old = sink.accepted().stream()
                .filter(one -> one.runUid().startsWith("old-"))
                .count();
        trial.check(old + " events of runs that were over", old == 0);
    }

    /** The ledger holds many runs that live; a list after a gap lacks some of them, and only these are told. */
    static void relist(Trial trial) throws Exception {
        int runs = trial.quickOrFull(2_000, 100_000);
        EmbeddedCluster cluster = trial.embedded();
        for (int n = 0; n < runs; n++) {
            cluster.put(run(n, "Unknown", 500));
        }
        FaultySink sink = trial.sinkOfAll("audit");
        ready(trial);
        ApiFaults.watches(trial, cluster);
        trial.live(Life.TASK_FAILS, "first");
        trial.settle(Duration.ofSeconds(120));
        trial.bounce();
        int gone = runs / 100;
        for (int n = 0; n < gone; n++) {
            cluster.delete(ApiResource.TASK_RUNS, "old", "run-" + n * 100);
            trial.must(List.of("old-" + n * 100 + " io.github.tektoncourier.taskrun.deleted.v1"));
        }
        cluster.compact();
        double ready = ready(trial);
        trial.live(Life.TASK_FAILS, "second");
        trial.settle(Duration.ofSeconds(120));
        long old = sink.accepted().stream()
                .filter(one -> one.runUid().startsWith("old-"))
                .count();
        trial.load("%d live runs, %d of them gone, ready after %.0f s".formatted(runs, gone, ready));
        trial.check(old + " events of old runs where " + gone + " were due", old == gone);
    }

    /** Starts it; how long until it says that it is ready, in seconds. */
    private static double ready(Trial trial) throws InterruptedException {
        long begun = System.nanoTime();
        trial.start();
        boolean ready = trial.soon(Duration.ofSeconds(180), () -> trial.answer("/observe/health/ready") == 200);
        trial.check("it never became ready", ready);
        return (System.nanoTime() - begun) / 1e9;
    }

    private static String run(int n, String status, int size) {
        return """
                {"apiVersion":"tekton.dev/v1","kind":"TaskRun","metadata":{"namespace":"old","name":"run-%d",
                "uid":"old-%d","creationTimestamp":"2026-11-01T00:00:00Z"},"spec":{"taskRef":{"name":"t"}},
                "status":{"startTime":"2026-11-01T00:00:00Z","podName":"run-%d-pod",
                "conditions":[{"type":"Succeeded","status":"%s","reason":"R","message":"%s",
                "lastTransitionTime":"2026-11-01T00:01:00Z"}]}}
                """
                .formatted(n, n, n, status, "x".repeat(size));
    }

    static void noisy(Trial trial) throws Exception {
        int seconds = trial.quickOrFull(6, 120);
        EmbeddedCluster cluster = trial.embedded();
        trial.sink("audit");
        trial.start("courier.announce=all");
        ApiFaults.watches(trial, cluster);
        Traffic loud = trial.traffic("loud", Life.MIXED);
        Traffic faint = trial.traffic("faint", Life.MIXED);
        ScheduledFuture<?> shouting = loud.start(trial.quickOrFull(200, 400));
        ScheduledFuture<?> speaking = faint.start(5);
        Thread.sleep(seconds * 1000L);
        loud.finish(shouting);
        faint.finish(speaking);
        trial.ended(loud);
        trial.ended(faint);
        trial.settle(Duration.ofSeconds(60));
        Delays delays = Delays.of(faint.ended(), List.of(trial.sink("audit")));
        trial.load(loud.changes() + " loud and " + faint.changes() + " faint changes; p99 of the faint ones "
                + delays.p99() + " ms");
        trial.check("the faint ones' p99 is " + delays.p99() + " ms", delays.p99() < 2_000);
    }
}
