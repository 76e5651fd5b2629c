package io.github.tektoncourier.journal.append;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.track.Bookkeeper;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * What waits for the writer; bounded by bytes.
 *
 * @param <C> what an engine wants done between two groups, on the writer's thread
 */
public final class Inbox<C> {

    /** How many batches share one transaction at most. */
    private static final int GROUP = 512;

    private static final long GROUP_BYTES = 8 * JournalSettings.MEBIBYTE;

    /**
     * Heap of a change with its run and the exchange that carries it, and of one event; by a histogram of a full inbox.
     */
    private static final int EXCHANGE = 2_048;

    private static final int EVENT = 1_024;

    /**
     * How long acknowledgements, and batches that no sink waits for, wait for company. Longer than the time between two
     * changes of a quiet cluster, so that most need no transaction of their own; after a kill, what was delivered meanwhile
     * is repeated and what was seen meanwhile is read again.
     */
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Batches that no sink waits for do not linger beyond so many bytes in all. */
    private static final long LINGER_BYTES = JournalSettings.MEBIBYTE;

    /**
     * A batch and the future that waits for it.
     *
     * @param arrived in milliseconds, because a full journal makes it wait for hours
     */
    public record Append(Batch batch, long arrived, CompletableFuture<Void> durable) {
        /** What it takes in memory: of a small run, the objects around its bytes are most of that. */
        int bytes() {
            return batch.data().length
                    + batch.change().bytes()
                    + EXCHANGE
                    + batch.entries().size() * EVENT;
        }
    }

    /** One turn of the writer. */
    public record Group<C>(List<Append> appends, List<C> calls, List<Bookkeeper> keepers, boolean closing) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final long budget;
    private final LongSupplier nanos;
    private final ArrayDeque<Append> appends = new ArrayDeque<>();
    private final List<C> calls = new ArrayList<>();
    private final Set<Bookkeeper> keepers = new LinkedHashSet<>();
    private long bytes;
    private long keepersSince;
    private long appendsSince;
    private boolean awaited;
    private boolean pressed;
    private boolean appended;
    private long wakesAt;
    private boolean closing;

    public Inbox(long budget) {
        this(budget, System::nanoTime);
    }

    Inbox(long budget, LongSupplier nanos) {
        this.budget = budget;
        this.nanos = nanos;
    }

    /**
     * Takes a batch; the caller waits while the budget is used up.
     *
     * @param wanted whether a sink waits for it; a batch that none waits for lingers for a moment, so that it shares the
     *     transaction of the next one
     */
    public void put(Append append, boolean wanted) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closing && bytes > 0 && bytes + append.bytes() > budget) {
                hurry();
                room.await();
            }
            if (closing) {
                throw new JournalException("The journal is closed");
            }
            if (appends.isEmpty()) {
                appendsSince = nanos.getAsLong();
            }
            bytes += append.bytes();
            appends.add(append);
            if (wanted || bytes > LINGER_BYTES) {
                hurry();
            } else if (sleepsBeyond(appendsSince)) {
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void hurry() {
        awaited = true;
        work.signal();
    }

    /** Whether the writer would sleep beyond the time that something may linger which came at this time. */
    private boolean sleepsBeyond(long since) {
        return wakesAt - since > LINGER_NANOS;
    }

    /** Takes something to be done between two groups. */
    public void call(C call) {
        lock.lock();
        try {
            if (closing) {
                throw new JournalException("The journal is closed");
            }
            calls.add(call);
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes acknowledgements, which wait for company for a moment.
     *
     * @param pressing whether deliveries wait for these to be on disk; then they do not linger
     */
    public void put(Bookkeeper keeper, boolean pressing) {
        lock.lock();
        try {
            if (keepers.isEmpty()) {
                keepersSince = nanos.getAsLong();
            }
            keepers.add(keeper);
            pressed |= pressing;
            if (pressed || sleepsBeyond(keepersSince)) {
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    public void close() {
        lock.lock();
        try {
            closing = true;
            work.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public boolean closing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    /** Number of batches that wait. */
    public int waiting() {
        lock.lock();
        try {
            return appends.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for work, or until {@code patienceMillis} have passed; without {@code appending} batches are left waiting.
     */
    public Group<C> take(boolean appending, long patienceMillis) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long deadline = nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
            boolean acknowledgementsNext = appended;
            while (!ready(appending)) {
                long now = nanos.getAsLong();
                long until = Math.min(deadline, now + lingers(appending, now));
                if (until - now <= 0) {
                    break;
                }
                // What was appended is delivered soon: a writer that looks again by then needs no wake-up for it.
                wakesAt = acknowledgementsNext ? Math.min(until, now + LINGER_NANOS) : until;
                acknowledgementsNext = false;
                work.awaitNanos(wakesAt - now);
            }
            return drain(appending);
        } finally {
            lock.unlock();
        }
    }

    private boolean ready(boolean appending) {
        return closing || pressed || !calls.isEmpty() || (appending && awaited);
    }

    /** How long what waits may go on waiting; as good as for ever where nothing does. */
    private long lingers(boolean appending, long now) {
        long ofKeepers = keepers.isEmpty() ? Long.MAX_VALUE / 2 : keepersSince + LINGER_NANOS - now;
        long ofAppends = !appending || appends.isEmpty() ? Long.MAX_VALUE / 2 : appendsSince + LINGER_NANOS - now;
        return Math.min(ofKeepers, ofAppends);
    }

    private Group<C> drain(boolean appending) {
        List<Append> taken = new ArrayList<>();
        long size = 0;
        while (appending && !appends.isEmpty() && taken.size() < GROUP && size < GROUP_BYTES) {
            Append append = appends.remove();
            size += append.bytes();
            taken.add(append);
        }
        bytes -= size;
        if (size > 0) {
            room.signalAll();
        }
        Group<C> group = new Group<>(taken, List.copyOf(calls), List.copyOf(keepers), closing);
        appended = !taken.isEmpty();
        awaited &= !appends.isEmpty();
        pressed = false;
        calls.clear();
        keepers.clear();
        return group;
    }

    /** Everything that is still waiting when the journal closes. */
    public List<Append> abandon() {
        lock.lock();
        try {
            List<Append> left = List.copyOf(appends);
            appends.clear();
            bytes = 0;
            return left;
        } finally {
            lock.unlock();
        }
    }
}
