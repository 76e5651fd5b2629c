package io.github.tektoncourier.journal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what routes use while they work on events. Whatever is inside ends, or leaves to send, without waiting for
 * anything that the gate gives; so all that wait come in. Sinks that answer quickly go before slow ones; once those have
 * waited {@link #PATIENCE_NANOS}, every other turn is theirs. An event larger than everything goes in alone.
 */
final class ProcessingGate {

    /**
     * Bytes in memory for each byte of an event: compressed and plain body, a tree of it (6 to 8 for a run, 20 for one of
     * empty objects only), and what is written from that.
     */
    private static final int FACTOR = 16;

    /**
     * A route that has not sent after so long waits for something, as in a delay or throttle. It no longer counts, so that
     * it does not keep all other sinks waiting.
     */
    static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Turn> waiting = new ArrayDeque<>();
    private final Deque<Pass> inside = new ArrayDeque<>();
    private final long capacity;
    private final LongSupplier nanos;
    private long used;
    /** Whether the last that came in passed one that had waited longer. */
    private boolean overtook;

    ProcessingGate(long capacity, LongSupplier nanos) {
        this.capacity = capacity;
        this.nanos = nanos;
    }

    /** Room for work on one event. */
    final class Pass {
        private final long bytes;
        private final long since = nanos.getAsLong();

        private Pass(long bytes) {
            this.bytes = bytes;
        }

        void leave() {
            lock.lock();
            try {
                remove(this);
                wakeNext();
            } finally {
                lock.unlock();
            }
        }
    }

    /** One that waits. */
    private final class Turn {
        final boolean first;
        final boolean quick;
        final long since = nanos.getAsLong();
        final Condition changed = lock.newCondition();

        Turn(boolean first, boolean quick) {
            this.first = first;
            this.quick = quick;
        }
    }

    /**
     * Waits for room.
     *
     * @param length of the event
     * @param quick whether its sink answers quickly
     */
    Pass enter(int length, boolean quick) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return await(new Turn(false, quick), bytes(length));
        } finally {
            lock.unlock();
        }
    }

    /** Waits for room ahead of all that begin, because those wait for what this one holds. */
    Pass enterAgain(int length) {
        lock.lock();
        try {
            return await(new Turn(true, true), bytes(length));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it is to end at once
            return add(bytes(length));
        } finally {
            lock.unlock();
        }
    }

    private static long bytes(int length) {
        return DeliveryBudget.OVERHEAD + (long) length * FACTOR;
    }

    private Pass await(Turn turn, long bytes) throws InterruptedException {
        waiting.addLast(turn);
        try {
            while (next() != turn || !fits(bytes)) {
                Pass oldest = inside.peekFirst();
                long left = oldest == null ? LONGEST_NANOS : LONGEST_NANOS - (nanos.getAsLong() - oldest.since);
                if (oldest != null && left <= 0) {
                    remove(oldest);
                } else {
                    long unused = turn.changed.awaitNanos(Math.min(left, PATIENCE_NANOS));
                }
            }
            overtook = turn != waiting.peekFirst() && !turn.first;
            return add(bytes);
        } finally {
            waiting.remove(turn);
            wakeNext();
        }
    }

    private @Nullable Turn next() {
        Turn oldest = waiting.peekFirst();
        Turn quick = null;
        for (Turn turn : waiting) {
            if (turn.first) {
                return turn;
            }
            if (quick == null && turn.quick) {
                quick = turn;
            }
        }
        boolean patient = oldest != null && nanos.getAsLong() - oldest.since <= PATIENCE_NANOS;
        return quick != null && (patient || !overtook) ? quick : oldest;
    }

    private boolean fits(long bytes) {
        return used == 0 || used + bytes <= capacity;
    }

    private Pass add(long bytes) {
        Pass pass = new Pass(bytes);
        inside.addLast(pass);
        used += bytes;
        return pass;
    }

    private void remove(Pass pass) {
        if (inside.remove(pass)) {
            used -= pass.bytes;
        }
    }

    private void wakeNext() {
        Turn turn = next();
        if (turn != null) {
            turn.changed.signal();
        }
    }
}
