package io.github.tektoncourier.journal.delivery.budget;

import org.jspecify.annotations.Nullable;

/** What one subscription has under way, how quick its sink is, and what its route makes of an event. */
public final class BudgetAccount {

    /** How long a sink takes, as far as it is known. */
    enum Speed {
        UNKNOWN,
        QUICK,
        SLOW
    }

    final Expansion expansion = new Expansion();

    /** Bytes under way; guarded by the budget's lock, as all that follows. */
    long held;

    Speed speed = Speed.UNKNOWN;
    boolean closed;

    private final DeliveryBudget budget;

    BudgetAccount(DeliveryBudget budget) {
        this.budget = budget;
    }

    /**
     * Waits for room for one event.
     *
     * @param snapshot number of its body
     * @param length the body's bytes
     * @return absent when the account was closed meanwhile
     */
    public @Nullable Flight admit(long snapshot, int length) throws InterruptedException {
        return budget.admit(this, snapshot, length);
    }

    /** From now on nothing is admitted; what waits is sent away. */
    public void close() {
        budget.close(this);
    }
}
