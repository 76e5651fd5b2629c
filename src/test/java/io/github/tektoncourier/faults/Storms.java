package io.github.tektoncourier.faults;

import io.github.tektoncourier.demo.EmbeddedCluster;
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

    /** Not one of the runs that were over before is announced, with a ledger or without. */
    static void coldStart(Trial trial) throws Exception {
        int runs = trial.quickOrFull(1_000, 50_000);
        EmbeddedCluster cluster = trial.embedded();
        for (int n = 0; n < runs; n++) {
            cluster.put(finished(n));
        }
        FaultySink sink = trial.sink("audit");
        trial.start();
        ApiFaults.watches(trial, cluster);
        trial.live(Life.TASK_FAILS, "first");
        trial.settle(Duration.ofSeconds(120));
        trial.bounce();
        cluster.compact();
        trial.start();
        trial.live(Life.TASK_FAILS, "second");
        trial.settle(Duration.ofSeconds(120));
        trial.load(runs + " finished runs");
        long old = sink.accepted().stream()
                .filter(one -> one.runUid().startsWith("old-"))
                .count();
        trial.check(old + " events of runs that were over", old == 0);
    }

    private static String finished(int n) {
        return """
                {"apiVersion":"tekton.dev/v1","kind":"TaskRun","metadata":{"namespace":"old","name":"run-%d",
                "uid":"old-%d","creationTimestamp":"2026-11-01T00:00:00Z"},"spec":{"taskRef":{"name":"t"}},
                "status":{"startTime":"2026-11-01T00:00:00Z","completionTime":"2026-11-01T00:01:00Z","podName":"run-%d-pod",
                "conditions":[{"type":"Succeeded","status":"True","reason":"Succeeded","message":"%s",
                "lastTransitionTime":"2026-11-01T00:01:00Z"}]}}
                """
                .formatted(n, n, n, "x".repeat(2_000));
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
