package io.github.tektoncourier.faults;

import io.github.tektoncourier.demo.EmbeddedCluster;
import io.github.tektoncourier.demo.Fault;
import io.github.tektoncourier.e2e.Life;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;

/** What the API server does to the courier. */
final class ApiFaults {

    private static final String RUNS = "/apis/tekton.dev";
    private static final int WATCHES = 6;

    private ApiFaults() {}

    static void gone(Trial trial) throws Exception {
        int runs = trial.quickOrFull(100, 500);
        EmbeddedCluster cluster = trial.embedded();
        trial.sink("audit");
        trial.start("courier.announce=all");
        watches(trial, cluster);
        List<String> uids = new ArrayList<>();
        for (int n = 0; n < runs; n++) {
            uids.add(trial.runs().create(Life.TASK_SUCCEEDS, "run-" + n));
        }
        for (int round = 0; round < Life.TASK_SUCCEEDS.statuses().size(); round++) {
            if (round == 1) {
                cluster.faults().add(Fault.answer(500, RUNS).verb("list").times(5));
                trial.fault();
            }
            for (int n = 0; n < runs; n++) {
                trial.runs().status(Life.TASK_SUCCEEDS, "run-" + n, round);
                if (n % (runs / 2) == runs / 4) {
                    cluster.expireWatches();
                    trial.fault();
                }
            }
        }
        uids.forEach(uid -> trial.must(Life.TASK_SUCCEEDS.told(uid).toList()));
        trial.load(runs + " runs, " + runs * Life.TASK_SUCCEEDS.statuses().size() + " changes");
        trial.settle(Duration.ofSeconds(90));
    }

    static void staleEvents(Trial trial) throws Exception {
        EmbeddedCluster cluster = trial.embedded();
        trial.sink("audit");
        trial.start("courier.announce=all");
        watches(trial, cluster);
        cluster.faults().add(Fault.closeWatch("/api/v1/events"));
        cluster.dropConnections();
        trial.fault();
        cluster.requests().clear();
        int seconds = trial.quickOrFull(10, 300);
        Thread.sleep(seconds * 1000L);
        long watches = cluster.requests().count("watch", "/api/v1/events");
        trial.check(watches + " watches of core Events in " + seconds + " s", watches <= 3L * seconds + 9);
        cluster.faults().lift();
        trial.live(Life.TASK_FAILS, "after");
        trial.load(watches + " watches in " + seconds + " s");
        trial.settle(Duration.ofSeconds(60));
    }

    /** Silence takes 90 s to be believed, so only the full size waits for that; the quick one ends the silence before. */
    static void deadWatch(Trial trial) throws Exception {
        EmbeddedCluster cluster = trial.embedded();
        trial.sink("audit");
        trial.start("courier.announce=all");
        watches(trial, cluster);
        trial.live(Life.TASK_SUCCEEDS, "before");
        trial.settle(Duration.ofSeconds(30));
        cluster.faults().add(Fault.stall(RUNS).verb("watch"));
        trial.fault();
        cluster.requests().clear();
        trial.live(Life.TASK_FAILS, "meanwhile");
        if (trial.full) {
            long begun = System.nanoTime();
            boolean found =
                    trial.soon(Duration.ofSeconds(110), () -> cluster.requests().count("watch", RUNS) > 0);
            long seconds = (System.nanoTime() - begun) / 1_000_000_000L;
            trial.check("the dead watch was not found within 100 s", found && seconds <= 100);
            trial.load("found after " + seconds + " s");
        } else {
            trial.load("silence ended before it was found");
        }
        cluster.faults().lift();
        trial.settle(Duration.ofSeconds(120));
    }

    static void restart(Trial trial) throws Exception {
        int kills = trial.quickOrFull(2, 20);
        var server = trial.real();
        trial.sink("audit");
        trial.start("courier.announce=all");
        Traffic traffic = trial.traffic("run", Life.MIXED);
        ScheduledFuture<?> running = traffic.start(20);
        for (int kill = 0; kill < kills; kill++) {
            Thread.sleep(trial.quickOrFull(1_000, 5_000));
            server.kill();
            Thread.sleep(500);
            server.startAgain();
            trial.fault();
            int before = trial.sink("audit").count();
            boolean back =
                    trial.soon(Duration.ofSeconds(60), () -> trial.sink("audit").count() > before);
            trial.check("nothing came after restart " + kill, back);
        }
        traffic.finish(running);
        trial.ended(traffic);
        trial.load(traffic.changes() + " changes");
        trial.settle(Duration.ofSeconds(90));
    }

    static void watches(Trial trial, EmbeddedCluster cluster) throws InterruptedException {
        trial.check(
                "the watches did not open",
                trial.soon(Duration.ofSeconds(120), () -> cluster.openWatches() >= WATCHES));
    }
}
