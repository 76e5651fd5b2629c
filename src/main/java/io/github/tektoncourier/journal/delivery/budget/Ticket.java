package io.github.tektoncourier.journal.delivery.budget;

import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** One event that waits for room; guarded by the budget's lock. */
final class Ticket {

    /** Exchange, headers, attributes and the connection's buffers of one attempt. */
    static final int OVERHEAD = 16 * 1024;

    final BudgetAccount account;
    final long snapshot;
    final int length;
    final Condition granted;

    @Nullable
    Flight flight;

    /** @param granted signalled when the event may go, or its account is closed */
    Ticket(BudgetAccount account, long snapshot, int length, Condition granted) {
        this.account = account;
        this.snapshot = snapshot;
        this.length = length;
        this.granted = granted;
    }

    /** What is kept while it is sent: its route's share, and the body where no other subscription has it already. */
    long cost(boolean bodyIsThere) {
        return own() + (bodyIsThere ? 0L : length);
    }

    long own() {
        return OVERHEAD + account.expansion.send(length);
    }
}
