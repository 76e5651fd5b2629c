package io.github.tektoncourier.journal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the bytes of all events under way, over all subscriptions. A subscription reads an event only once there is room
 * for it. The body of one snapshot is in memory once, however many subscriptions send it.
 *
 * <p>The subscription with the least under way goes first. A first event that does not fit keeps those behind it waiting,
 * so a large event is never overtaken for ever; only quick sinks go on, within {@code reserve}. An event larger than
 * everything goes alone. Subscriptions whose sinks take long share {@code capacity - reserve}: what hangs never takes all
 * of it from those that answer quickly.
 */
final class DeliveryBudget {

    /** A sink that takes longer is slow: hanging ones take ten seconds or more, healthy ones under load less. */
    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Exchange, headers, attributes and the connection's buffers of one attempt. */
    static final int OVERHEAD = 16 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final long capacity;
    private final long reserve;
    private final ProcessingGate processing;
    private final LongSupplier nanos;
    private final Map<Long, SharedBody> bodies = new HashMap<>();
    private final List<Ticket> waiting = new ArrayList<>();
    private final Set<Flight> flights = new LinkedHashSet<>();
    private long used;

    /**
     * A budget.
     *
     * @param capacity bytes of bodies and of what routes make of them while they are sent
     * @param workspace bytes that routes may use while they work on events before and after sending
     */
    DeliveryBudget(long capacity, long workspace, LongSupplier nanos) {
        this.capacity = capacity;
        this.reserve = capacity / 3;
        this.processing = new ProcessingGate(workspace, nanos);
        this.nanos = nanos;
    }

    /** A share of this much heap that leaves room for the journal's own queues and for the rest of the program. */
    static DeliveryBudget of(long heap) {
        return new DeliveryBudget(heap / 5, heap / 4, System::nanoTime);
    }

    /** The place of one subscription. */
    Account account() {
        return new Account();
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

    /** One event that waits for room. */
    private final class Ticket {
        final Account account;
        final long snapshot;
        final int length;
        final Condition granted = lock.newCondition();

        @Nullable
        Flight flight;

        Ticket(Account account, long snapshot, int length) {
            this.account = account;
            this.snapshot = snapshot;
            this.length = length;
        }

        /** Own copies, and the body where no other subscription has it already. */
        long cost() {
            return OVERHEAD + length + (bodies.containsKey(snapshot) ? 0L : length);
        }
    }

    /** What a subscription has under way, and whether its sink is slow. */
    final class Account {
        private long held;
        private boolean slow = true; // until it has shown otherwise
        private boolean closed;

        /**
         * Waits for room for one event.
         *
         * @param snapshot number of its body
         * @param length the body's bytes
         * @return absent when the account was closed meanwhile
         */
        @Nullable
        Flight admit(long snapshot, int length) throws InterruptedException {
            Ticket ticket = new Ticket(this, snapshot, length);
            lock.lockInterruptibly();
            try {
                waiting.add(ticket);
                grant();
                while (ticket.flight == null && !closed) {
                    // what is under way becomes slow by the time that passes, which nobody tells
                    boolean unused = ticket.granted.await(SLOW_NANOS, TimeUnit.NANOSECONDS);
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

        /** From now on nothing is admitted; what waits is sent away. */
        void close() {
            lock.lock();
            try {
                closed = true;
                waiting.stream().filter(ticket -> ticket.account == this).forEach(ticket -> ticket.granted.signal());
            } finally {
                lock.unlock();
            }
        }
    }

    /** Lets go whatever fits, in order. */
    private void grant() {
        while (!waiting.isEmpty()) {
            Ticket next = next();
            if (next == null) {
                return;
            }
            waiting.remove(next);
            next.flight = begin(next);
            next.granted.signal();
        }
    }

    private @Nullable Ticket next() {
        List<Ticket> order = waiting;
        if (waiting.size() > 1) {
            order = new ArrayList<>(waiting); // as they came, where they have the same under way
            order.sort(Comparator.comparingLong(ticket -> ticket.account.held));
        }
        boolean full = false;
        for (Ticket ticket : order) {
            long cost = ticket.cost();
            full |= used > 0 && used + cost > capacity;
            if (ticket.account.slow ? !full && roomForSlow(cost) : !full || roomInReserve(cost)) {
                return ticket;
            }
            if (full && cost > capacity) {
                return null; // it goes alone, so nothing may begin before it
            }
        }
        return null;
    }

    /**
     * Whether quick sinks hold less than what is kept for them. Slow ones may have grown beyond their part: what a route
     * makes of an event is known only when it is sent.
     */
    private boolean roomInReserve(long cost) {
        long now = nanos.getAsLong();
        long quick = 0;
        for (Flight flight : flights) {
            quick += flight.slow(now) ? 0 : flight.own + flight.body.length;
        }
        return quick + cost <= reserve;
    }

    private boolean roomForSlow(long cost) {
        if (used + cost <= capacity - reserve) {
            return true;
        }
        long now = nanos.getAsLong();
        long slow = 0;
        Set<SharedBody> counted = new LinkedHashSet<>();
        for (Flight flight : flights) {
            if (flight.slow(now)) {
                slow += flight.own + (counted.add(flight.body) ? flight.body.length : 0);
            }
        }
        return slow == 0 || slow + cost <= capacity - reserve;
    }

    private Flight begin(Ticket ticket) {
        SharedBody body = bodies.get(ticket.snapshot);
        if (body == null) {
            body = new SharedBody(ticket.snapshot, ticket.length);
            bodies.put(ticket.snapshot, body);
            used += body.length;
        }
        body.users++;
        Flight flight = new Flight(ticket.account, body, OVERHEAD + ticket.length);
        used += flight.own;
        ticket.account.held += flight.own + body.length;
        flights.add(flight);
        return flight;
    }

    /** A body in memory, for all that send it. */
    private static final class SharedBody {
        final long snapshot;
        final int length;
        int users;
        private byte @Nullable [] bytes;

        SharedBody(long snapshot, int length) {
            this.snapshot = snapshot;
            this.length = length;
        }

        synchronized byte[] bytes(Source source) throws Exception {
            byte[] read = bytes;
            if (read == null) {
                read = source.read(snapshot);
                bytes = read;
            }
            return read;
        }
    }

    /** Where bodies come from. */
    @FunctionalInterface
    interface Source {
        byte[] read(long snapshot) throws Exception;
    }

    /** The room of one attempt, from before its event is read until its outcome is known. Used by one thread at a time. */
    final class Flight implements InFlight, AutoCloseable {
        private final Account account;
        private final SharedBody body;
        private final boolean admittedSlow;
        private long own;
        private long sendingSince;
        private boolean sends;
        private boolean slowSend;
        private boolean closed;

        private ProcessingGate.@Nullable Pass pass;

        private Flight(Account account, SharedBody body, long own) {
            this.account = account;
            this.body = body;
            this.own = own;
            this.admittedSlow = account.slow;
        }

        /**
         * Waits until the route may work on the event, and reads it.
         *
         * @param snapshot number of the body; another than the admitted one where that could not be found out
         */
        byte[] read(long snapshot, Source source) throws Exception {
            pass = processing.enter(body.length, !admittedSlow);
            return snapshot == body.snapshot ? body.bytes(source) : source.read(snapshot);
        }

        @Override
        public void sending(long bytes) {
            leave();
            sends(true);
            resize(OVERHEAD + bytes);
        }

        /** Only the time of sends says how quick a sink is: all else may be the others' fault. */
        private void sends(boolean begins) {
            lock.lock();
            try {
                slowSend |= sends && nanos.getAsLong() - sendingSince > SLOW_NANOS;
                sends = begins;
                sendingSince = nanos.getAsLong();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void returned() {
            sends(false);
            if (pass == null && !closed) {
                pass = processing.enterAgain(body.length);
            }
        }

        private void leave() {
            ProcessingGate.Pass inside = pass;
            pass = null;
            if (inside != null) {
                inside.leave();
            }
        }

        private void resize(long bytes) {
            lock.lock();
            try {
                used += bytes - own;
                account.held += bytes - own;
                own = bytes;
                grant();
            } finally {
                lock.unlock();
            }
        }

        private boolean slow(long now) {
            return admittedSlow || slowSend || (sends && now - sendingSince > SLOW_NANOS);
        }

        @Override
        public void close() {
            leave();
            lock.lock();
            try {
                if (closed) {
                    return;
                }
                closed = true;
                flights.remove(this);
                account.slow = slowSend || (sends && nanos.getAsLong() - sendingSince > SLOW_NANOS);
                account.held -= own + body.length;
                used -= own;
                if (--body.users == 0) {
                    bodies.remove(body.snapshot);
                    used -= body.length;
                }
                grant();
            } finally {
                lock.unlock();
            }
        }
    }
}
