package io.github.tektoncourier.faults;

import io.github.tektoncourier.e2e.Life;
import io.github.tektoncourier.faults.FaultySink.Behaviour;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ScheduledFuture;

/** What is done to the courier's own process. */
final class ProcessFaults {

    private interface End {
        void of(Trial trial) throws Exception;
    }

    private ProcessFaults() {}

    static void kill(Trial trial) throws Exception {
        again(trial, Trial::kill);
    }

    static void bounce(Trial trial) throws Exception {
        again(trial, Trial::bounce);
    }

    private static void again(Trial trial, End end) throws Exception {
        int rate = trial.quickOrFull(50, 100);
        int ends = trial.quickOrFull(3, 40);
        Random random = new Random(1);
        trial.real();
        trial.sink("audit");
        trial.start("courier.announce=all");
        Traffic traffic = trial.traffic("run", Life.MIXED);
        ScheduledFuture<?> running = traffic.start(rate);
        for (int n = 0; n < ends; n++) {
            int before = trial.sink("audit").count();
            trial.soon(Duration.ofSeconds(60), () -> trial.sink("audit").count() > before);
            Thread.sleep(trial.full ? 5_000 + random.nextInt(15_000) : 500 + random.nextInt(1_000));
            // So that every end finds a delivery in flight.
            trial.sink("audit").behave(Behaviour.slow(400));
            Thread.sleep(200);
            end.of(trial);
            trial.sink("audit").behave(Behaviour.WELL);
            trial.start("courier.announce=all");
        }
        traffic.finish(running);
        trial.ended(traffic);
        trial.load(traffic.changes() + " changes at " + rate + "/s");
        trial.settle(Duration.ofSeconds(120));
    }
}
