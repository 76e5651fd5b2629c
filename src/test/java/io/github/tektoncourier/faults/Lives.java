package io.github.tektoncourier.faults;

import io.github.tektoncourier.demo.EmbeddedCluster;
import io.github.tektoncourier.demo.Resource;
import io.github.tektoncourier.e2e.Life;
import java.time.Duration;

/** Runs that live as they please. */
final class Lives {

    private Lives() {}

    static void sameName(Trial trial) throws Exception {
        int lives = trial.quickOrFull(50, 1_000);
        ready(trial);
        for (int n = 0; n < lives; n++) {
            Life life = n % 2 == 0 ? Life.TASK_SUCCEEDS : Life.TASK_FAILS;
            trial.live(life, "again");
            trial.runs().delete(life, "again");
        }
        trial.load(lives + " lives of one name");
        trial.settle(Duration.ofSeconds(90));
    }

    static void pruner(Trial trial) throws Exception {
        int runs = trial.quickOrFull(50, 1_000);
        ready(trial);
        for (int n = 0; n < runs; n++) {
            trial.live(Life.TASK_FAILS, "run-" + n);
            Thread.sleep(50);
            trial.runs().delete(Life.TASK_FAILS, "run-" + n);
        }
        trial.load(runs + " runs");
        trial.settle(Duration.ofSeconds(90));
    }

    static void churn(Trial trial) throws Exception {
        int runs = trial.quickOrFull(200, 5_000);
        int changes = trial.quickOrFull(400, 10_000);
        EmbeddedCluster cluster = ready(trial);
        for (int n = 0; n < runs; n++) {
            trial.live(Life.TASK_SUCCEEDS, "run-" + n);
        }
        trial.settle(Duration.ofSeconds(120));
        int before = trial.sink("audit").count();
        for (int n = 0; n < changes; n++) {
            cluster.merge(
                    Resource.TASK_RUNS,
                    "default",
                    "run-" + n % runs,
                    "{\"metadata\":{\"annotations\":{\"chains.tekton.dev/signed\":\"" + n + "\"}}}");
            trial.fault();
        }
        trial.live(Life.TASK_FAILS, "last");
        trial.settle(Duration.ofSeconds(120));
        int more = trial.sink("audit").count() - before;
        trial.load(changes + " changes of annotations");
        trial.check(
                more + " events where " + Life.TASK_FAILS.types().size() + " were due",
                more <= Life.TASK_FAILS.types().size() + 1);
    }

    private static EmbeddedCluster ready(Trial trial) throws InterruptedException {
        EmbeddedCluster cluster = trial.embedded();
        trial.sink("audit");
        trial.start("courier.announce=all");
        ApiFaults.watches(trial, cluster);
        return cluster;
    }
}
