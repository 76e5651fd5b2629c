package io.github.tektoncourier.journal.delivery.budget;

import io.github.tektoncourier.journal.InFlight;
import io.github.tektoncourier.journal.delivery.budget.BudgetAccount.Speed;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The room of one attempt, from before its event is read until its outcome is known. Used by one thread at a time. */
public final class Flight implements InFlight, AutoCloseable {

    /** A sink that takes longer is slow: hanging ones take ten seconds or more, healthy ones under load less. */
    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** A newcomer that takes longer leaves its place to the next. */
    static final long TRIAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    final BudgetAccount account;
    final SharedBody body;
    final Speed admitted;

    /** Bytes beside the body; guarded by the budget's lock, as what follows up to {@code closed}. */
    long own;

    private boolean sent;
    private long sendingSince;
    private boolean sends;
    private boolean slowSend;
    private boolean closed;

    private final DeliveryBudget budget;
    private final long since;
    private long allocatedBefore;
    private volatile boolean elsewhere;

    private ProcessingGate.@Nullable Pass pass;

    Flight(DeliveryBudget budget, BudgetAccount account, SharedBody body, long own, Speed admitted) {
        this.budget = budget;
        this.account = account;
        this.body = body;
        this.own = own;
        this.admitted = admitted;
        this.since = budget.now();
    }

    /**
     * Waits until the route may work on the event, and reads it.
     *
     * @param snapshot number of the body; another than the admitted one where that could not be found out
     */
    public byte[] read(long snapshot, SharedBody.Source source) throws Exception {
        enter(budget.processing().enter(work(), admitted == Speed.QUICK));
        return snapshot == body.snapshot ? body.bytes(source) : source.read(snapshot);
    }

    private void enter(ProcessingGate.Pass entered) {
        pass = entered;
        allocatedBefore = budget.allocated();
    }

    private long work() {
        return Ticket.OVERHEAD + account.expansion.work(body.length);
    }

    @Override
    public void sending(long bytes) {
        leave();
        sends(true);
        account.expansion.sent(body.length, bytes);
        budget.resize(this, Ticket.OVERHEAD + bytes);
    }

    @Override
    public void elsewhere() {
        elsewhere = true;
    }

    /** Only the time of sends says how quick a sink is: all else may be the others' fault. */
    private void sends(boolean begins) {
        budget.locked(() -> {
            slowSend |= isSlow();
            sends = begins;
            sent |= begins;
            sendingSince = budget.now();
        });
    }

    private boolean isSlow() {
        return sends && budget.now() - sendingSince > SLOW_NANOS;
    }

    @Override
    public void returned() {
        sends(false);
        if (pass == null && !closed) {
            enter(budget.processing().enterAgain(work(), admitted == Speed.QUICK));
        }
    }

    private void leave() {
        ProcessingGate.Pass inside = pass;
        pass = null;
        if (inside != null) {
            if (allocatedBefore >= 0) {
                long bytes = elsewhere ? (long) body.length * Expansion.WORK : budget.allocated() - allocatedBefore;
                account.expansion.worked(body.length, bytes);
            }
            inside.leave();
        }
    }

    /** Whether it is still unknown what the route makes of it; not for ever, as a route may wait before it sends. */
    boolean learns(long now) {
        return !sent && body.length >= Expansion.LARGE && now - since < ProcessingGate.LONGEST_NANOS;
    }

    Speed speed(long now) {
        long sending = sends ? now - sendingSince : 0;
        boolean slow = slowSend || sending > (admitted == Speed.UNKNOWN ? TRIAL_NANOS : SLOW_NANOS);
        return slow ? Speed.SLOW : admitted;
    }

    @Override
    public void close() {
        leave();
        budget.locked(() -> {
            if (!closed) {
                closed = true;
                account.speed = slowSend || isSlow() ? Speed.SLOW : Speed.QUICK;
                budget.release(this);
            }
        });
    }
}
