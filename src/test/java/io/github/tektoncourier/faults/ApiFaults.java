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
    private static final String EVENTS = "/api/v1/events";
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

    /** The three watches of core Events together ask at most once a second, and Events are told again afterwards. */
    static void staleEvents(Trial trial) throws Exception {
        EmbeddedCluster cluster = trial.embedded();
        trial.sinkOfAll("audit");
        trial.start("courier.announce=all");
        watches(trial, cluster);
        String uid = trial.live(Life.TASK_FAILS, "before");
        trial.settle(Duration.ofSeconds(30));
        cluster.faults().add(Fault.closeWatch(EVENTS));
        cluster.dropConnections();
        trial.fault();
        cluster.requests().clear();
        int seconds = trial.quickOrFull(10, 600);
        Thread.sleep(seconds * 1000L);
        long requests =
                cluster.requests().count("watch", EVENTS) + cluster.requests().count("list", EVENTS);
        trial.check(
                requests + " requests for core Events in " + seconds + " s",
                requests >= WATCHES / 2 && requests <= seconds + WATCHES);
        cluster.faults().lift();
        cluster.put(Lives.failed("before", uid));
        trial.must(List.of(uid + Lives.KUBERNETES_EVENT));
        trial.live(Life.TASK_FAILS, "after");
        trial.load(requests + " requests in " + seconds + " s");
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

    /** What the courier asks while runs live and core Events come: the Events' watches once a minute, else nothing. */
    static void requests(Trial trial) throws Exception {
        int lives = trial.quickOrFull(300, 3_000);
        int minutes = trial.quickOrFull(1, 11);
        EmbeddedCluster cluster = trial.embedded();
        trial.sinkOfAll("audit");
        trial.start("courier.announce=all", "courier.namespaces=default,team-a,team-b");
        watches(trial, cluster, 3 * WATCHES);
        trial.live(Life.TASK_FAILS, "first");
        trial.settle(Duration.ofSeconds(30));
        cluster.requests().clear();
        long end = System.nanoTime() + trial.quickOrFull(0, 600) * 1_000_000_000L;
        for (int n = 0; n < lives; n++) {
            String uid = trial.live(Life.TASK_FAILS, "run-" + n);
            cluster.put(Lives.failed("run-" + n, uid));
            trial.must(List.of(uid + Lives.KUBERNETES_EVENT));
            Thread.sleep(Math.max(0, (end - System.nanoTime()) / 1_000_000L / (lives - n)));
        }
        trial.settle(Duration.ofSeconds(60));
        int changes = lives * (1 + Life.TASK_FAILS.statuses().size());
        long ofEvents = cluster.requests().latest().stream()
                .filter(r -> r.verb().equals("watch") && r.path().endsWith("/events"))
                .count();
        long others = -ofEvents;
        for (String verb : List.of("get", "list", "watch")) {
            others += cluster.requests().counts().getOrDefault(verb, 0L);
        }
        List<String> which = cluster.requests().latest().stream()
                .filter(r -> r.method().equals("GET") && !r.path().endsWith("/events"))
                .map(r -> r.verb() + " " + r.path())
                .limit(5)
                .toList();
        trial.check(others + " requests for " + changes + " changes: " + which, others <= changes / 1_000);
        trial.check(ofEvents + " watches of core Events opened", ofEvents <= 3L * (WATCHES / 2) * minutes);
        trial.load(changes + " changes, " + lives + " core Events: " + others + " requests and " + ofEvents
                + " watches of core Events");
    }

    static void watches(Trial trial, EmbeddedCluster cluster) throws InterruptedException {
        watches(trial, cluster, WATCHES);
    }

    private static void watches(Trial trial, EmbeddedCluster cluster, int count) throws InterruptedException {
        trial.check(
                "the watches did not open", trial.soon(Duration.ofSeconds(120), () -> cluster.openWatches() >= count));
    }
}
