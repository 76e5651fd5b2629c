package io.github.tektoncourier.faults;

import io.github.tektoncourier.e2e.Life;
import java.time.Duration;

/** The cluster's store comes from a backup: its resourceVersions are behind what the courier has seen. */
final class RestoredCluster {

    private RestoredCluster() {}

    static void restored(Trial trial) throws Exception {
        int runs = trial.quickOrFull(20, 300);
        var server = trial.real();
        trial.sinkOfAll("audit");
        trial.start("courier.announce=all");
        live(trial, "kept", runs);
        trial.settle(Duration.ofSeconds(60));
        server.backUp();
        live(trial, "undone", runs);
        trial.settle(Duration.ofSeconds(60));
        server.restore();
        trial.fault();
        live(trial, "after", runs);
        trial.load(2 * runs + " runs before and " + runs + " behind a restored etcd");
        trial.settle(Duration.ofSeconds(150));
    }

    private static void live(Trial trial, String prefix, int runs) throws Exception {
        for (int n = 0; n < runs; n++) {
            trial.live(Life.TASK_FAILS, prefix + "-" + n);
        }
    }
}
