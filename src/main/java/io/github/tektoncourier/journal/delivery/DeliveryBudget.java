package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.InFlight;
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
 * of it from those that answer quickly. One that has not shown yet how quick its sink is may try with one event beside all
 * others, so that it does not wait for as long as those time out.
 */
public final class DeliveryBudget {

    /** A sink that takes longer is slow: hanging ones take ten seconds or more, healthy ones under load less. */
    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** A newcomer that takes longer leaves its place to the next. */
    private static final long TRIAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Exchange, headers, attributes and the connection's buffers of one attempt. */
    static final int OVERHEAD = 16 * 1024;

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
    public Account account() {
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

    /** How long a sink takes, as far as it is known. */
    private enum Speed {
        UNKNOWN,
        QUICK,
        SLOW
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

        /** What is kept while it is sent: its route's share, and the body where no other subscription has it already. */
        long cost() {
            return own() + (bodies.containsKey(snapshot) ? 0L : length);
        }

        long own() {
            return OVERHEAD + account.expansion.send(length);
        }
    }

    /** What a subscription has under way, how quick its sink is, and what its route makes of an event. */
    final class Account {
        private final Expansion expansion = new Expansion();
        private long held;
        private Speed speed = Speed.UNKNOWN;
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
                    // what is under way becomes slow by the time that passes, which no event tells
                    boolean unused = ticket.granted.await(TRIAL_NANOS, TimeUnit.NANOSECONDS);
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
            next.granted.signal();
        }
    }

    /** The first that may go, begun. */
    private @Nullable Ticket next() {
        List<Ticket> order = waiting;
        if (waiting.size() > 1) {
            order = new ArrayList<>(waiting); // as they came, where they have the same under way
            order.sort(Comparator.comparingLong(ticket -> ticket.account.held));
        }
        Shares shares = null;
        boolean full = false;
        boolean fullForSlow = false;
        for (Ticket ticket : order) {
            long cost = ticket.cost();
            Speed speed = ticket.account.speed;
            boolean tries = speed == Speed.UNKNOWN && ticket.length >= Expansion.LARGE;
            if (!fullForSlow && !full && !tries && used + cost <= capacity - reserve) {
                return begin(ticket, speed, ticket.own());
            }
            shares = shares == null ? new Shares(nanos.getAsLong()) : shares;
            if (speed == Speed.UNKNOWN && !shares.trying.contains(ticket.account)) {
                if (tries && shares.learning) {
                    continue; // its turn comes in a moment
                }
                if (shares.roomForNew(ticket)) {
                    return begin(ticket, Speed.UNKNOWN, tries ? OVERHEAD : ticket.own());
                }
            }
            full |= used > 0 && used + cost > capacity;
            if (speed == Speed.QUICK) {
                if (!full || shares.roomForQuick(cost)) {
                    return begin(ticket, Speed.QUICK, ticket.own());
                }
            } else if (!full && !fullForSlow && shares.roomForSlow(cost)) {
                return begin(ticket, Speed.SLOW, ticket.own());
            } else {
                fullForSlow = true;
            }
            if (full && cost > capacity) {
                return null; // it goes alone, so nothing may begin before it
            }
        }
        return null;
    }

    /** What sinks hold at one time, and which are tried. */
    private final class Shares {
        private final Set<Account> trying = new LinkedHashSet<>();
        private boolean learning;
        private long quick;
        private long slow;

        Shares(long now) {
            Set<SharedBody> counted = new LinkedHashSet<>();
            for (Flight flight : flights) {
                long bytes = flight.own + (counted.add(flight.body) ? flight.body.length : 0);
                switch (flight.speed(now)) {
                    case QUICK -> quick += bytes;
                    case SLOW -> slow += bytes;
                    case UNKNOWN -> learning |= flight.learns(now);
                }
                if (flight.admitted == Speed.UNKNOWN) {
                    trying.add(flight.account);
                }
            }
        }

        /**
         * Whether quick sinks hold less than what is kept for them. Slow ones may have grown beyond their part: what a
         * route makes of an event is known only when it is sent.
         */
        boolean roomForQuick(long cost) {
            return (quick == 0 || quick + cost <= reserve) && used + cost <= 2 * capacity;
        }

        /**
         * One large event at a time until it is sent, because only then it is known what its route makes of it; and one
         * of each subscription, because all of them may turn out to hang.
         */
        boolean roomForNew(Ticket ticket) {
            long body = bodies.containsKey(ticket.snapshot) ? 0 : ticket.length;
            return used == 0 || used + OVERHEAD + body <= capacity + 2 * reserve;
        }

        boolean roomForSlow(long cost) {
            return slow == 0 || slow + cost <= capacity - reserve;
        }
    }

    private Ticket begin(Ticket ticket, Speed speed, long own) {
        SharedBody body = bodies.get(ticket.snapshot);
        if (body == null) {
            body = new SharedBody(ticket.snapshot, ticket.length);
            bodies.put(ticket.snapshot, body);
            used += body.length;
        }
        body.users++;
        Flight flight = new Flight(ticket.account, body, own, speed);
        used += own;
        ticket.account.held += own + body.length;
        flights.add(flight);
        ticket.flight = flight;
        return ticket;
    }

    /** The room of one attempt, from before its event is read until its outcome is known. Used by one thread at a time. */
    final class Flight implements InFlight, AutoCloseable {
        private final Account account;
        private final SharedBody body;
        private final Speed admitted;
        private final long since = nanos.getAsLong();
        private long own;
        private boolean sent;
        private long sendingSince;
        private boolean sends;
        private boolean slowSend;
        private boolean closed;
        private long allocatedBefore;
        private volatile boolean elsewhere;

        private ProcessingGate.@Nullable Pass pass;

        private Flight(Account account, SharedBody body, long own, Speed admitted) {
            this.account = account;
            this.body = body;
            this.own = own;
            this.admitted = admitted;
        }

        /**
         * Waits until the route may work on the event, and reads it.
         *
         * @param snapshot number of the body; another than the admitted one where that could not be found out
         */
        byte[] read(long snapshot, SharedBody.Source source) throws Exception {
            pass = processing.enter(work(), admitted == Speed.QUICK);
            allocatedBefore = allocated.getAsLong();
            return snapshot == body.snapshot ? body.bytes(source) : source.read(snapshot);
        }

        private long work() {
            return OVERHEAD + account.expansion.work(body.length);
        }

        @Override
        public void sending(long bytes) {
            leave();
            sends(true);
            account.expansion.sent(body.length, bytes);
            resize(OVERHEAD + bytes);
        }

        @Override
        public void elsewhere() {
            elsewhere = true;
        }

        /** Only the time of sends says how quick a sink is: all else may be the others' fault. */
        private void sends(boolean begins) {
            lock.lock();
            try {
                slowSend |= sends && nanos.getAsLong() - sendingSince > SLOW_NANOS;
                sends = begins;
                sent |= begins;
                sendingSince = nanos.getAsLong();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void returned() {
            sends(false);
            if (pass == null && !closed) {
                pass = processing.enterAgain(work(), admitted == Speed.QUICK);
                allocatedBefore = allocated.getAsLong();
            }
        }

        private void leave() {
            ProcessingGate.Pass inside = pass;
            pass = null;
            if (inside != null) {
                if (allocatedBefore >= 0) {
                    long bytes =
                            elsewhere ? (long) body.length * Expansion.WORK : allocated.getAsLong() - allocatedBefore;
                    account.expansion.worked(body.length, bytes);
                }
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

        /** Whether it is still unknown what the route makes of it; not for ever, as a route may wait before it sends. */
        private boolean learns(long now) {
            return !sent && body.length >= Expansion.LARGE && now - since < ProcessingGate.LONGEST_NANOS;
        }

        private Speed speed(long now) {
            long sending = sends ? now - sendingSince : 0;
            boolean slow = slowSend || sending > (admitted == Speed.UNKNOWN ? TRIAL_NANOS : SLOW_NANOS);
            return slow ? Speed.SLOW : admitted;
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
                boolean slow = slowSend || (sends && nanos.getAsLong() - sendingSince > SLOW_NANOS);
                account.speed = slow ? Speed.SLOW : Speed.QUICK;
                account.held -= own + body.length;
                used -= own;
                if (--body.users == 0) {
                    bodies.remove(body.snapshot);
                    body.release();
                    used -= body.length;
                }
                grant();
            } finally {
                lock.unlock();
            }
        }
    }
}
