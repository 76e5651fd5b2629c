package io.github.tektoncourier.faults;

import io.github.tektoncourier.e2e.Life;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ScheduledFuture;

/** What is done to the disk under the journal. */
final class JournalFaults {

    private static final int RATE = 50;
    /** What may be settled and not yet on disk, and the lanes' deliveries under way. */
    private static final int IN_FLIGHT = 128 + 8;

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private interface Fault {
        void on(FailingDisk disk) throws IOException;
    }

    private JournalFaults() {}

    /** What was not synced is torn at random whenever the power goes. */
    static void powerLoss(Trial trial) throws Exception {
        Random random = new Random(1);
        FailingDisk disk = new FailingDisk(trial);
        trial.embedded();
        FaultySink sink = trial.sink("audit");
        Traffic traffic = trial.traffic("run", Life.MIXED);
        ScheduledFuture<?> running = traffic.start(RATE);
        int crashes = trial.quickOrFull(4, 60);
        for (int n = 0; n < crashes; n++) {
            disk.losesPower(1 + random.nextInt(n % 2 == 0 ? 800 : 80));
            trial.start("courier.announce=all");
            trial.check("power was lost", trial.ends(PATIENCE));
        }
        disk.off();
        trial.start("courier.announce=all");
        end(trial, disk, traffic, running);
        trial.check(
                "repeats only of what was in flight at a crash",
                Books.of(traffic.expected(), sink.accepted()).sameId() <= (long) crashes * IN_FLIGHT);
    }

    static void full(Trial trial) throws Exception {
        refuses(trial, FailingDisk::full);
    }

    static void broken(Trial trial) throws Exception {
        refuses(trial, FailingDisk::broken);
    }

    /** The disk refuses for a while: everything waits, and goes on by itself. */
    private static void refuses(Trial trial, Fault fault) throws Exception {
        FailingDisk disk = new FailingDisk(trial);
        trial.embedded();
        FaultySink sink = trial.sink("audit");
        trial.start("courier.announce=all");
        Traffic traffic = trial.traffic("run", Life.MIXED);
        ScheduledFuture<?> running = traffic.start(RATE);
        trial.check("deliveries before", trial.soon(PATIENCE, () -> sink.count() > 20));
        for (int n = 0; n < trial.quickOrFull(1, 5); n++) {
            int times = count(trial, "The journal can write again");
            fault.on(disk);
            trial.fault();
            trial.check(
                    "the log says that the disk refuses",
                    trial.soon(PATIENCE, () -> count(trial, "The journal cannot write") > times));
            int before = sink.count();
            Thread.sleep(trial.quickOrFull(2_000, 20_000));
            trial.check("hardly anything is sent while nothing can be written", sink.count() - before <= IN_FLIGHT);
            disk.off();
            trial.check(
                    "the log says that it goes on",
                    trial.soon(PATIENCE, () -> count(trial, "The journal can write again") > times));
        }
        startsBroken(trial, disk, fault);
        end(trial, disk, traffic, running);
    }

    /** Killed while the disk refuses, and started again before it is well. */
    private static void startsBroken(Trial trial, FailingDisk disk, Fault fault) throws Exception {
        fault.on(disk);
        trial.kill();
        trial.start("courier.announce=all");
        trial.check(
                "the log says that it waits for its disk",
                trial.soon(PATIENCE, () -> count(trial, "cannot be opened yet") > 0));
        disk.off();
    }

    private static int count(Trial trial, String words) {
        return trial.workplace.said().split(words, -1).length - 1;
    }

    private static void end(Trial trial, FailingDisk disk, Traffic traffic, ScheduledFuture<?> running)
            throws Exception {
        traffic.finish(running);
        trial.ended(traffic);
        trial.settle(Duration.ofSeconds(120));
        trial.stop();
        FailingDisk.Order order = disk.order(trial.sink("audit").accepted());
        trial.load(traffic.changes() + " changes at " + RATE + "/s; " + order.words());
        order.early().stream().limit(5).forEach(id -> trial.check("sent before it was synced: " + id, false));
        trial.check("the disk is the shim's", order.syncs() > 0);
    }
}
