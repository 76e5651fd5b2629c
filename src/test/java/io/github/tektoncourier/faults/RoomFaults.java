package io.github.tektoncourier.faults;

import io.github.tektoncourier.e2e.Life;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A journal without room, and sink files that come, change and go. */
final class RoomFaults {

    private static final String SINK =
            """
            - route:
                id: NAME
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: NAME }
                  steps:
                    - setHeader: { name: version, expression: { constant: { expression: "VERSION" } } }
                    - to:
                        uri: kamelet:cloudevents-http-sink
                        parameters: { url: "URL" }
            """;

    /** Waits for its receiver longer than the journal needs to be full, and a stop waits for it. */
    private static final String PATIENT =
            """
            - route:
                id: hanging
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: hanging }
                  steps:
                    - to:
                        uri: kamelet:cloudevents-http-sink
                        parameters: { url: "URL", responseTimeout: 10m }
            """;

    private static final String APPENDED = "courier_events_total{outcome=\"appended\",subscription=\"other\"}";
    private static final String HELD_FOR_DEAD = "courier_journal_held_bytes{subscription=\"dead\"}";

    private RoomFaults() {}

    /** All sinks refuse until the watch pauses; one file goes, the other sink is back. */
    static void full(Trial trial) throws Exception {
        FaultySink other = trial.sink("other");
        trial.stranger("dead").refuse();
        other.refuse();
        ScheduledFuture<?>[] running = new ScheduledFuture<?>[1];
        Traffic traffic = fill(trial, running);
        other.behave(FaultySink.Behaviour.WELL);
        remove(trial, other);
        traffic.finish(running[0]);
        trial.ended(traffic);
        trial.settle(Duration.ofSeconds(trial.quickOrFull(90, 600)));
    }

    /** One sink is dead from the beginning, the other only in the end and beyond: what only the first needs makes room. */
    static void oldestRemoved(Trial trial) throws Exception {
        FaultySink other = trial.sink("other");
        trial.stranger("dead").refuse();
        ScheduledFuture<?>[] running = new ScheduledFuture<?>[1];
        Traffic traffic = fill(trial, running);
        other.refuse();
        remove(trial, null);
        traffic.finish(running[0]);
        trial.ended(traffic);
        other.behave(FaultySink.Behaviour.WELL);
        trial.settle(Duration.ofSeconds(trial.quickOrFull(90, 600)));
    }

    /**
     * One sink is down; the other takes a part and then hangs, so that the stop of the full journal takes as long as it
     * may: what the first has not passed is all that could make room. Routes stop in reverse order of their start, so the
     * name of the first comes behind the other's: its subscription is closed for as long as the other hangs. In full size
     * the next start has half the room.
     */
    static void fullStop(Trial trial) throws Exception {
        FaultySink down = trial.sink("refusing");
        FaultySink hanging = trial.sink("hanging");
        trial.workplace.sink("hanging", PATIENT.replace("URL", hanging.url()));
        down.behave(FaultySink.Behaviour.status(503));
        int megabytes = trial.quickOrFull(4, 64);
        trial.embedded();
        trial.start("courier.announce=all", "courier.journal.max-size=" + megabytes + "MiB");
        ApiFaults.watches(trial, trial.embedded());
        Traffic traffic = trial.traffic("run", Life.MIXED);
        ScheduledFuture<?> running = traffic.start(400);
        int part = trial.quickOrFull(300, 5_000);
        trial.check(
                "the other sink never had its part",
                trial.soon(Duration.ofSeconds(trial.quickOrFull(60, 600)), () -> hanging.count() > part));
        hanging.behave(FaultySink.Behaviour.HANGS);
        trial.check("the journal never stayed full", untilItStaysFull(trial));
        traffic.finish(running);
        trial.ended(traffic);
        for (int n = 0; n < 20; n++) {
            trial.live(Life.TASK_FAILS, "more-" + n);
        }
        stopsWhileOneHangs(trial);
        hanging.behave(FaultySink.Behaviour.WELL);
        down.behave(FaultySink.Behaviour.WELL);
        trial.start("courier.announce=all", "courier.journal.max-size=" + trial.quickOrFull(4, 32) + "MiB");
        trial.settle(Duration.ofSeconds(trial.quickOrFull(90, 600)));
        trial.check("something was dropped", trial.metric("courier_events_total{outcome=\"dropped\"") <= 0);
    }

    private static void stopsWhileOneHangs(Trial trial) throws InterruptedException {
        trial.check("it was not full at the stop", trial.metric("courier_journal_full") == 1);
        long begun = System.nanoTime();
        trial.bounce();
        long millis = (System.nanoTime() - begun) / 1_000_000;
        trial.check("the stop took only " + millis + " ms", millis >= 10_000);
        trial.load("full; the stop took " + millis + " ms");
    }

    private static boolean untilFull(Trial trial) throws InterruptedException {
        return trial.soon(
                Duration.ofSeconds(trial.quickOrFull(90, 900)), () -> trial.metric("courier_journal_full") == 1);
    }

    /** Full for seconds on end: what the write-ahead log takes makes it full for moments only. */
    private static boolean untilItStaysFull(Trial trial) throws InterruptedException {
        AtomicInteger looks = new AtomicInteger();
        return trial.soon(
                Duration.ofSeconds(trial.quickOrFull(60, 900)),
                () -> looks.updateAndGet(n -> trial.metric("courier_journal_full") == 1 ? n + 1 : 0) > 30);
    }

    /** Runs live until the journal is full, and for a while after it. */
    private static Traffic fill(Trial trial, ScheduledFuture<?>[] running) throws Exception {
        trial.embedded();
        trial.start("courier.announce=all", "courier.journal.max-size=" + trial.quickOrFull(6, 64) + "MiB");
        ApiFaults.watches(trial, trial.embedded());
        Traffic traffic = trial.traffic("run", Life.MIXED);
        running[0] = traffic.start(400);
        trial.check("the journal never was full", untilFull(trial));
        trial.fault();
        Thread.sleep(trial.full ? 180_000 : 2_000);
        if (trial.full) {
            // Room that the write-ahead log gave back begins the three minutes anew.
            trial.check(
                    "ready after minutes of pause",
                    trial.soon(Duration.ofSeconds(120), () -> trial.answer("/observe/health/ready") == 503));
        }
        trial.check("it is not alive", trial.answer("/observe/health/live") == 200);
        room(trial);
        trial.check(
                "the log does not name who keeps the room",
                trial.workplace.said().contains("kept for subscription dead"));
        trial.check(
                "the metrics do not say who keeps the room",
                trial.metric(HELD_FOR_DEAD) > trial.metric("courier_journal_bytes") / 2);
        trial.check("status does not say what is held", trial.status().contains("\"heldSince\""));
        return traffic;
    }

    private static void room(Trial trial) {
        Path journal = trial.folder.resolve("journal");
        long bytes = journal.resolve("journal.db").toFile().length()
                + journal.resolve("journal.db-wal").toFile().length();
        // The commit that reaches it still goes through.
        long most = (trial.quickOrFull(6, 64) + 1) * 1024L * 1024;
        trial.check("the journal's files take " + bytes + " of " + most + " bytes", bytes <= most);
    }

    private static void remove(Trial trial, @Nullable FaultySink other) throws Exception {
        int had = other == null ? 0 : other.count();
        double appended = trial.metric(APPENDED);
        long removed = System.nanoTime();
        trial.workplace.removeSink("dead");
        // One by one, because the other sink's events may fill the journal again.
        trial.check(
                "nothing is appended again",
                trial.soon(Duration.ofSeconds(80), () -> trial.metric(APPENDED) > appended + 20));
        long millis = (System.nanoTime() - removed) / 1_000_000;
        trial.check(
                "something is still kept for the sink that was removed",
                trial.soon(Duration.ofSeconds(30), () -> trial.metric(HELD_FOR_DEAD) == 0));
        trial.check(
                "the other sink gets nothing",
                other == null || trial.soon(Duration.ofSeconds(90), () -> other.count() > had));
        // A sink that was down as long as this one is asked again every minute at the latest.
        long most = other != null ? 75_000 : trial.quickOrFull(20_000, 10_000);
        trial.check("it took " + millis + " ms until something moved", millis < most);
        trial.load("moves " + millis + " ms after the file was removed");
    }

    /** Every file is good, changed, wrong, moved to another file, and good again, while events pass. */
    static void reload(Trial trial) throws Exception {
        int reloads = trial.quickOrFull(5, 200);
        FaultySink changing = trial.sink("changing");
        FaultySink steady = trial.sink("steady");
        trial.embedded();
        trial.start("courier.announce=all");
        ApiFaults.watches(trial, trial.embedded());
        Traffic traffic = trial.traffic("run", Life.MIXED);
        ScheduledFuture<?> running = traffic.start(100);
        String file = "changing";
        for (int n = 1; n <= reloads; n++) {
            long before = changes(trial);
            String good = SINK.replace("NAME", "changing")
                    .replace("URL", changing.url())
                    .replace("VERSION", String.valueOf(n));
            if (n % 3 == 2 && n < reloads) {
                trial.workplace.sink(file, good.replace("- to:", "- tow:"));
            } else if (n % 4 == 0) {
                trial.workplace.removeSink(file);
                file = file.equals("changing") ? "moved" : "changing";
                trial.workplace.sink(file, good);
            } else {
                trial.workplace.sink(file, good);
            }
            trial.fault();
            trial.check(
                    "change " + n + " had no effect",
                    trial.soon(Duration.ofSeconds(30), () -> changes(trial) > before));
        }
        traffic.finish(running);
        trial.ended(traffic);
        trial.settle(Duration.ofSeconds(60));
        trial.load(traffic.changes() + " changes, " + reloads + " reloads; p99 of the steady sink "
                + Delays.of(traffic.ended(), List.of(steady)).p99() + " ms");
        String said = trial.workplace.said();
        trial.check(
                "a wrong file is not named", said.contains("Sink refused: ") && said.contains("There is no step tow"));
        trial.check("no change took effect", said.contains("Sink changed: "));
        trial.check("a file is still refused", trial.metric("courier_sink_files_refused") == 0);
    }

    private static long changes(Trial trial) {
        return trial.workplace
                .said()
                .lines()
                .filter(line -> line.matches(".*RouteSupervisor: Sink (started|changed|refused).*"))
                .count();
    }
}
