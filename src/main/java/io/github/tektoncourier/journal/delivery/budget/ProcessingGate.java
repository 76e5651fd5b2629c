package io.github.tektoncourier.journal.delivery.budget;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what routes use while they work on events. Whatever is inside ends, or leaves to send, without waiting for
 * anything that the gate gives; so all that wait come in. Sinks that answer quickly have a part for themselves and go
 * before slow ones; once those have waited {@link #PATIENCE_NANOS}, every fourth turn is theirs. An event larger than
 * everything goes in alone.
 */
final class ProcessingGate {

    /**
     * A route that has not sent after so long waits for something, as in a delay or throttle. It no longer counts, so that
     * it does not keep all other sinks waiting.
     */
    static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Turns of quick sinks for each of a slow one that waited long. */
    private static final int QUICK_TURNS = 3;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Turn> waiting = new ArrayDeque<>();
    private final Deque<Pass> inside = new ArrayDeque<>();
    private final long capacity;
    private final long reserve;
    private final LongSupplier nanos;
    private long used;
    private long quickUsed;
    private int quickInRow;

    /**
     * A gate.
     *
     * @param capacity bytes for all
     * @param reserve bytes beside these for quick sinks only
     */
    ProcessingGate(long capacity, long reserve, LongSupplier nanos) {
        this.capacity = capacity;
        this.reserve = reserve;
        this.nanos = nanos;
    }

    /** Room for work on one event. */
    final class Pass {
        private final long bytes;
        private final boolean quick;
        private final long since = nanos.getAsLong();

        private Pass(long bytes, boolean quick) {
            this.bytes = bytes;
            this.quick = quick;
        }

        void leave() {
            lock.lock();
            try {
                remove(this);
                grant();
            } finally {
                lock.unlock();
            }
        }
    }

    /** One that waits. */
    private final class Turn {
        final long bytes;
        final boolean quick;
        final boolean first;
        final long since = nanos.getAsLong();
        final Condition granted = lock.newCondition();

        @Nullable
        Pass pass;

        Turn(long bytes, boolean quick, boolean first) {
            this.bytes = bytes;
            this.quick = quick;
            this.first = first;
        }
    }

    /**
     * Waits for room.
     *
     * @param bytes that the work takes
     * @param quick whether its sink answers quickly
     */
    Pass enter(long bytes, boolean quick) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return await(new Turn(bytes, quick, false));
        } finally {
            lock.unlock();
        }
    }

    /** Waits for room ahead of all that begin, because those wait for what this one holds. */
    Pass enterAgain(long bytes, boolean quick) {
        lock.lock();
        try {
            return await(new Turn(bytes, quick, true));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it is to end at once
            return add(bytes, quick);
        } finally {
            lock.unlock();
        }
    }

    private Pass await(Turn turn) throws InterruptedException {
        waiting.addLast(turn);
        try {
            grant();
            while (turn.pass == null) {
                long unused = turn.granted.awaitNanos(Math.min(untilExpiry(), PATIENCE_NANOS));
                expire();
                grant();
            }
            return turn.pass;
        } catch (InterruptedException e) {
            if (turn.pass != null) {
                remove(turn.pass);
            }
            throw e;
        } finally {
            waiting.remove(turn);
            grant();
        }
    }

    private long untilExpiry() {
        Pass oldest = inside.peekFirst();
        return oldest == null ? LONGEST_NANOS : LONGEST_NANOS - (nanos.getAsLong() - oldest.since);
    }

    private void expire() {
        while (!inside.isEmpty() && untilExpiry() <= 0) {
            remove(inside.element());
        }
    }

    /** Lets in whatever fits, in order. */
    private void grant() {
        for (Turn turn = next(); turn != null; turn = next()) {
            waiting.remove(turn);
            turn.pass = add(turn.bytes, turn.quick);
            quickInRow = turn.quick ? quickInRow + 1 : 0;
            turn.granted.signal();
        }
    }

    /** The first that does not fit keeps all others out but the quick ones that fit in their own part. */
    private @Nullable Turn next() {
        if (waiting.isEmpty()) {
            return null; // as it is three times for each event where there is room
        }
        boolean blocked = false;
        for (Turn turn : order()) {
            if ((!blocked && fits(turn.bytes)) || (turn.quick && quickUsed + turn.bytes <= reserve)) {
                return turn;
            }
            blocked = true;
        }
        return null;
    }

    private List<Turn> order() {
        if (waiting.size() < 2) {
            return List.copyOf(waiting);
        }
        List<Turn> firsts = new ArrayList<>();
        List<Turn> quick = new ArrayList<>();
        List<Turn> slow = new ArrayList<>();
        waiting.forEach(turn -> (turn.first ? firsts : turn.quick ? quick : slow).add(turn));
        boolean slowsTurn =
                quickInRow >= QUICK_TURNS && !slow.isEmpty() && nanos.getAsLong() - slow.get(0).since > PATIENCE_NANOS;
        firsts.addAll(slowsTurn ? slow : quick);
        firsts.addAll(slowsTurn ? quick : slow);
        return firsts;
    }

    private boolean fits(long bytes) {
        long shared = used - Math.min(quickUsed, reserve);
        return shared == 0 || shared + bytes <= capacity;
    }

    private Pass add(long bytes, boolean quick) {
        Pass pass = new Pass(bytes, quick);
        inside.addLast(pass);
        used += bytes;
        quickUsed += quick ? bytes : 0;
        return pass;
    }

    private void remove(Pass pass) {
        if (inside.remove(pass)) {
            used -= pass.bytes;
            quickUsed -= pass.quick ? pass.bytes : 0;
        }
    }
}
