package io.github.tektoncourier.enrich;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for the ledger, and ends the wait when the courier stops. */
@FunctionalInterface
public interface Pause {

    /** Waits. False when the courier stops and no wait is of use. */
    boolean take(Duration time);

    /** Real waiting that ends when the courier stops; the question is asked before and after each pause. */
    static Pause until(BooleanSupplier stopping) {
        return time -> {
            if (stopping.getAsBoolean()) {
                return false;
            }
            try {
                Thread.sleep(time.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            return !stopping.getAsBoolean();
        };
    }
}
