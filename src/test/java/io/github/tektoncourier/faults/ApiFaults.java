package io.github.tektoncourier.faults;

import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.demo.kube.Fault;
import io.github.tektoncourier.e2e.Life;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;

/** What the API server does to the courier. */
final class ApiFaults {

    private static final String RUNS = "/apis/tekton.dev";
    private static final String EVENTS = "/api/v1/events";
    private static final int EVENT_WATCHES = 2;
    private static final int WATCHES = 3 + EVENT_WATCHES;

    /** What a busy machine may add, in seconds. */
    private static final int SOON = 5;

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
                cluster.faults().add(Fault.answer(500, RUNS).verb("watch").times(5));
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

    /** The place is lost to a real etcd's compaction, while runs change and the courier is down. */
    static void goneForReal(Trial trial) throws Exception {
        int rounds = trial.quickOrFull(1, 5);
        var server = trial.real();
        trial.sink("audit");
        trial.start("courier.announce=all");
        Traffic traffic = trial.traffic("run", Life.MIXED);
        ScheduledFuture<?> running = traffic.start(40);
        for (int round = 0; round < rounds; round++) {
            trial.check(
                    "little came in round " + round,
                    trial.soon(Duration.ofSeconds(60), () -> trial.sink("audit").count() > 300));
            Thread.sleep(trial.quickOrFull(500, 3_000));
            trial.stop();
            Thread.sleep(trial.quickOrFull(500, 3_000));
            server.compact();
            server.kill();
            server.startAgain();
            trial.fault();
            trial.start("courier.announce=all");
            int times = round + 1;
            trial.check(
                    "the place was not lost in round " + round,
                    trial.soon(
                            Duration.ofSeconds(60),
                            () -> trial.running().said().split("taskruns in all namespaces: begins anew", -1).length
                                    > times));
        }
        traffic.finish(running);
        trial.ended(traffic);
        trial.load(traffic.changes() + " changes, " + rounds + " compactions of etcd");
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

    /** Watches of the embedded cluster stay open and say nothing, to the API server's own watches as to Events'. */
    static void deadWatch(Trial trial) throws Exception {
        int silence = trial.quickOrFull(4, 90);
        EmbeddedCluster cluster = trial.embedded();
        trial.sinkOfAll("audit");
        trial.start("courier.announce=all", silenceOf(trial, silence));
        watches(trial, cluster);
        String uid = trial.live(Life.TASK_SUCCEEDS, "before");
        trial.settle(Duration.ofSeconds(30));
        cluster.faults().add(Fault.stall("/api").verb("watch").times(0));
        trial.fault();
        cluster.requests().clear();
        long begun = System.nanoTime();
        trial.live(Life.TASK_FAILS, "meanwhile");
        cluster.put(Lives.failed("before", uid));
        trial.must(List.of(uid + Lives.KUBERNETES_EVENT));
        double runs = foundAgain(trial, cluster, RUNS, begun, silence);
        double events = foundAgain(trial, cluster, EVENTS, begun, silence);
        trial.check("the dead watches of runs were found after " + runs + " s", runs <= silence + SOON);
        trial.check("those of core Events after " + events + " s", events <= trial.quickOrFull(5, 75) + SOON);
        trial.load("runs' watch found dead after %.0f s, core Events' after %.0f s".formatted(runs, events));
        boolean unready = trial.soon(Duration.ofSeconds(60), () -> trial.answer("/observe/health/ready") == 503);
        trial.check("it called itself ready though no watch said anything", unready);
        cluster.faults().lift();
        cluster.dropConnections();
        trial.settle(Duration.ofSeconds(120));
        trial.check(
                "it is not ready again",
                trial.soon(Duration.ofSeconds(60), () -> trial.answer("/observe/health/ready") == 200));
    }

    private static double foundAgain(Trial trial, EmbeddedCluster cluster, String path, long begun, int silence)
            throws InterruptedException {
        boolean found = trial.soon(
                Duration.ofSeconds(silence + 30), () -> cluster.requests().count("watch", path) > 0);
        trial.check("no watch of " + path + " was found dead", found);
        return cluster.requests().latest().stream()
                .filter(request ->
                        request.verb().equals("watch") && request.path().startsWith(path))
                .findFirst()
                .map(request -> (System.nanoTime() - begun) / 1e9
                        - Duration.between(request.at(), Instant.now()).toMillis() / 1e3)
                .orElse(Double.NaN);
    }

    /** A proxy between the courier and a real API server swallows packets: first of open connections, then all. */
    static void blackHole(Trial trial) throws Exception {
        int silence = trial.quickOrFull(4, 90);
        BlackHole hole = trial.behindBlackHole();
        trial.sink("audit");
        trial.start("courier.announce=all", silenceOf(trial, silence));
        trial.live(Life.TASK_SUCCEEDS, "before");
        trial.settle(Duration.ofSeconds(60));
        hole.swallowOld();
        trial.fault();
        long begun = System.nanoTime();
        trial.live(Life.TASK_FAILS, "meanwhile");
        trial.settle(Duration.ofSeconds(silence + 60));
        double found = (System.nanoTime() - begun) / 1e9;
        trial.check("what a dead connection swallowed came after " + found + " s", found <= silence + 2 * SOON);
        hole.swallowAll();
        trial.fault();
        long swallowed = System.nanoTime();
        boolean unready =
                trial.soon(Duration.ofSeconds(silence + 60), () -> trial.answer("/observe/health/ready") == 503);
        double after = (System.nanoTime() - swallowed) / 1e9;
        trial.check("it called itself ready with every packet swallowed", unready);
        double age = trial.metric("courier_watch_age_seconds");
        trial.check(
                "courier_watch_age_seconds is " + age + " after " + after + " s",
                age >= Math.min(after, silence) - SOON);
        trial.live(Life.TASK_FAILS, "in-the-dark");
        hole.lift();
        trial.load("found after %.0f s; all swallowed: not ready after %.0f s, watch age %.0f s"
                .formatted(found, after, age));
        trial.settle(Duration.ofSeconds(120));
    }

    /** Nothing happens at all: neither do the watches look dead nor the courier unready. */
    static void quiet(Trial trial) throws Exception {
        int silence = trial.quickOrFull(4, 90);
        int seconds = trial.quickOrFull(14, 420);
        trial.real();
        trial.sink("audit");
        trial.start("courier.announce=all", silenceOf(trial, silence));
        trial.live(Life.TASK_SUCCEEDS, "before");
        trial.settle(Duration.ofSeconds(60));
        boolean ready = trial.soon(Duration.ofSeconds(30), () -> trial.answer("/observe/health/ready") == 200);
        trial.check("it was never ready", ready);
        double oldest = 0;
        int unready = 0;
        for (int second = 0; second < seconds; second++) {
            Thread.sleep(1_000);
            unready += trial.answer("/observe/health/ready") == 200 ? 0 : 1;
            oldest = Math.max(oldest, trial.metric("courier_watch_age_seconds"));
        }
        trial.check("unready " + unready + " times", unready == 0);
        trial.check("a watch was not heard for " + oldest + " s", oldest <= silence + SOON);
        trial.live(Life.TASK_FAILS, "after");
        trial.load("quiet for %d s, no watch older than %.0f s".formatted(seconds, oldest));
        trial.settle(Duration.ofSeconds(60));
    }

    /** The full size has the courier's own, of which the scenarios hold what is promised. */
    private static String silenceOf(Trial trial, int seconds) {
        return trial.full ? "courier.announce=all" : "camel.component.tekton.silence-seconds=" + seconds;
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
        trial.check(ofEvents + " watches of core Events opened", ofEvents <= 3L * EVENT_WATCHES * minutes);
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
