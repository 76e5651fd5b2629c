package io.github.tektoncourier.journal.delivery.budget;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the bytes of all events under way, over all subscriptions. A subscription reads an event only once there is room
 * for it. The body of one snapshot is in memory once, however many subscriptions send it.
 *
 * <p>The subscription with the least under way goes first ({@link GrantOrder}). A first event that does not fit keeps those
 * behind it waiting, so a large event is never overtaken for ever; only quick sinks go on, within {@code reserve}. An event
 * larger than everything goes alone. Subscriptions whose sinks take long share {@code capacity - reserve}: what hangs never
 * takes all of it from those that answer quickly. One that has not shown yet how quick its sink is may try with one event
 * beside all others, so that it does not wait for as long as those time out.
 */
public final class DeliveryBudget {

    private final ReentrantLock lock = new ReentrantLock();
    private final long capacity;
    private final long reserve;
    private final ProcessingGate processing;
    private final LongSupplier nanos;
    private final LongSupplier allocated;
    private final Map<Long, SharedBody> bodies = new HashMap<>();
    private final List<Ticket> waiting = new ArrayList<>();
    private final Set<Flight> flights = new LinkedHashSet<>();
    private long used;

    /**
     * A budget.
     *
     * @param capacity bytes of bodies and of what routes make of them while they are sent
     * @param workspace bytes that routes may use while they work on events before and after sending
     * @param allocated bytes that the current thread allocated so far; less than 0 where that is unknown
     */
    DeliveryBudget(long capacity, long workspace, LongSupplier nanos, LongSupplier allocated) {
        this.capacity = capacity;
        this.reserve = capacity / 3;
        this.processing = new ProcessingGate(workspace, workspace / 3, nanos);
        this.nanos = nanos;
        this.allocated = allocated;
    }

    /** A share of this much heap that leaves room for the journal's own queues and for the rest of the program. */
    public static DeliveryBudget of(long heap) {
        return new DeliveryBudget(heap / 5, heap / 4, System::nanoTime, Allocations.ofCurrentThread());
    }

    /** The place of one subscription. */
    public BudgetAccount account() {
        return new BudgetAccount(this);
    }

    ProcessingGate processing() {
        return processing;
    }

    long now() {
        return nanos.getAsLong();
    }

    long allocated() {
        return allocated.getAsLong();
    }

    /** Bytes under way. */
    long used() {
        lock.lock();
        try {
            return used;
        } finally {
            lock.unlock();
        }
    }

    void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    Flight admit(BudgetAccount account, long snapshot, int length) throws InterruptedException {
        Ticket ticket = new Ticket(account, snapshot, length, lock.newCondition());
        lock.lockInterruptibly();
        try {
            waiting.add(ticket);
            grant();
            while (ticket.flight == null && !account.closed) {
                // what is under way becomes slow by the time that passes, which no event tells
                boolean unused = ticket.granted.await(Flight.TRIAL_NANOS, TimeUnit.NANOSECONDS);
                grant();
            }
            return ticket.flight;
        } finally {
            if (waiting.remove(ticket)) {
                grant();
            }
            lock.unlock();
        }
    }

    void close(BudgetAccount account) {
        locked(() -> {
            account.closed = true;
            waiting.stream().filter(ticket -> ticket.account == account).forEach(ticket -> ticket.granted.signal());
        });
    }

    /** Lets go whatever fits, in order. */
    private void grant() {
        while (!waiting.isEmpty()) {
            GrantOrder order = new GrantOrder(capacity, reserve, used, bodies::containsKey, flights, now());
            GrantOrder.Grant next = order.first(waiting);
            if (next == null) {
                return;
            }
            begin(next);
            waiting.remove(next.ticket());
            next.ticket().granted.signal();
        }
    }

    private void begin(GrantOrder.Grant grant) {
        Ticket ticket = grant.ticket();
        SharedBody body = bodies.get(ticket.snapshot);
        if (body == null) {
            body = new SharedBody(ticket.snapshot, ticket.length);
            bodies.put(ticket.snapshot, body);
            used += body.length;
        }
        body.users++;
        Flight flight = new Flight(this, ticket.account, body, grant.own(), grant.speed());
        used += grant.own();
        ticket.account.held += grant.own() + body.length;
        flights.add(flight);
        ticket.flight = flight;
    }

    /** An attempt needs so many bytes beside its body from now on. */
    void resize(Flight flight, long bytes) {
        locked(() -> {
            used += bytes - flight.own;
            flight.account.held += bytes - flight.own;
            flight.own = bytes;
            grant();
        });
    }

    /** An attempt is over. The caller holds the lock. */
    void release(Flight flight) {
        SharedBody body = flight.body;
        flights.remove(flight);
        flight.account.held -= flight.own + body.length;
        used -= flight.own;
        if (--body.users == 0) {
            bodies.remove(body.snapshot);
            body.release();
            used -= body.length;
        }
        grant();
    }
}
