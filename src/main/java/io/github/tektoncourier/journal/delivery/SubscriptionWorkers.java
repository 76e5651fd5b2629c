package io.github.tektoncourier.journal.delivery;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * The workers of one subscription, as many as it has lanes at most: tasks that look for an event, deliver it and look again,
 * and end where there is none. An alarm calls one when something becomes due. The caller holds the lock.
 */
final class SubscriptionWorkers {

    private final DeliveryThreads threads;
    private final int most;
    private final Runnable work;
    private final Runnable rings;
    private final Condition ended;
    private final Set<Thread> running = new HashSet<>();
    private int called;
    private @Nullable Future<?> alarm;
    private long alarmAt;

    /**
     * Begins without workers.
     *
     * @param work what each does
     * @param rings done at the time of an alarm, without the lock
     * @param ended of the caller's lock
     */
    SubscriptionWorkers(DeliveryThreads threads, int most, Runnable work, Runnable rings, Condition ended) {
        this.threads = threads;
        this.most = most;
        this.work = work;
        this.rings = rings;
        this.ended = ended;
    }

    /** Workers that go, and those that are about to. */
    int size() {
        return running.size() + called;
    }

    /** Whether there may be another. */
    boolean spare() {
        return size() < most;
    }

    /** Lets another look, unless one is about to, or each lane has one, which looks at the end of what it does. */
    void call() {
        if (called == 0 && spare()) {
            again();
        }
    }

    private void again() {
        called++;
        threads.execute(work);
    }

    /** The worker of this thread looks. */
    void looks() {
        if (running.add(Thread.currentThread())) {
            called--;
        }
    }

    /** The worker of this thread ends. */
    void ends() {
        if (running.remove(Thread.currentThread()) && size() == 0) {
            ended.signalAll();
        }
    }

    /** Puts the worker of this thread behind the tasks of other subscriptions that wait for a thread. */
    void queueAgain() {
        running.remove(Thread.currentThread());
        again();
    }

    /** Rings after so long at the latest. */
    void alarm(long millis) {
        long at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        Future<?> set = alarm;
        if (set != null && alarmAt - at <= 0) {
            return;
        }
        if (set != null) {
            set.cancel(false);
        }
        alarmAt = at;
        alarm = threads.later(millis, rings);
    }

    /** The alarm has rung: the worker that is called now sets the next one. */
    void rang() {
        alarm = null;
        call();
    }

    /** Waits for the end of all, up to a point in {@link System#nanoTime}; what has not ended by then is interrupted. */
    void join(long by, Runnable late) {
        Future<?> set = alarm;
        if (set != null) {
            set.cancel(false);
        }
        try {
            long left = by - System.nanoTime();
            while (size() > 0 && left > 0) {
                left = ended.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Thread worker : running) {
            late.run();
            worker.interrupt();
        }
    }
}
