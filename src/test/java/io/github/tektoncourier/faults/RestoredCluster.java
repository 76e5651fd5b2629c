package io.github.tektoncourier.faults;

import io.github.tektoncourier.e2e.Life;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The cluster's store comes from a backup: its resourceVersions are behind what the courier has seen. */
final class RestoredCluster {

    private static final String DELETED = " io.github.tektoncourier.taskrun.deleted.v1";

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

    /**
     * The same, and the restored store has overtaken the courier's place when the courier looks: runs were deleted, and
     * others have the names of those that the backup does not have.
     */
    static void overtaken(Trial trial) throws Exception {
        int runs = trial.quickOrFull(10, 100);
        var server = trial.real();
        trial.sinkOfAll("audit");
        trial.start("courier.announce=all");
        List<String> kept = live(trial, "kept", runs);
        trial.settle(Duration.ofSeconds(90));
        server.backUp();
        List<String> undone = live(trial, "run", runs);
        trial.settle(Duration.ofSeconds(90));
        trial.stop();
        server.restore();
        trial.fault();
        for (int n = 0; n < runs; n++) {
            trial.runs().delete(Life.TASK_FAILS, "kept-" + n);
        }
        live(trial, "run", runs);
        live(trial, "more", 2 * runs);
        trial.start("courier.announce=all");
        kept.forEach(uid -> trial.must(List.of(uid + DELETED)));
        undone.forEach(uid -> trial.must(List.of(uid + DELETED)));
        trial.load(runs + " runs before, " + runs + " undone, " + 3 * runs + " behind a restored etcd");
        trial.settle(Duration.ofSeconds(150));
    }

    private static List<String> live(Trial trial, String prefix, int runs) throws Exception {
        List<String> uids = new ArrayList<>();
        for (int n = 0; n < runs; n++) {
            uids.add(trial.live(Life.TASK_FAILS, prefix + "-" + n));
        }
        return uids;
    }
}
