package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.Subscription;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of all subscriptions. So many tasks go at a time; one that takes long does not count, as it waits for a
 * receiver or for room, and another thread takes its place. So a receiver that hangs holds up no other, and a subscription
 * without events holds no thread. Where the processors are busy all tasks take long, and more threads would not help: then
 * only what hangs does not count.
 */
public final class DeliveryThreads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

    /** From then on a task does not count; what waits for a thread behind receivers that hang waits as long. */
    private static final long LONG_MILLIS = 20;

    /** The same while the processors are busy. */
    private static final long LONG_WHILE_BUSY_MILLIS = 500;

    /** Where the processors are busy and no task at all went on for so long, they hang. */
    private static final long STILL_MILLIS = 100;

    /** How often threads are looked at that were started beside those that hang, and when one is asked for once more. */
    private static final long AGAIN_MILLIS = 1_000;

    private static final long KEPT_MILLIS = 15_000;

    /** The same for threads beyond those that may work: tasks go to each in turn, which would keep all of them. */
    private static final long SURPLUS_KEPT_MILLIS = 100;

    private final int atWork;
    private final BooleanSupplier busy;
    private final Pool pool;
    private final ScheduledThreadPoolExecutor timer;

    /** Since when each thread does what it does, by {@link System#nanoTime}; 0 where it has no task. */
    private final Map<Thread, AtomicLong> since = new ConcurrentHashMap<>();

    private final AtomicInteger wanted = new AtomicInteger();
    private volatile long wentOn = System.nanoTime();
    private final AtomicBoolean looks = new AtomicBoolean();
    private final AtomicBoolean looksSoon = new AtomicBoolean();
    private final AtomicBoolean refused = new AtomicBoolean();

    /**
     * Begins without threads.
     *
     * @param atWork how many tasks go at a time
     * @param busy whether the processors had something else to do since it was asked last
     */
    DeliveryThreads(int atWork, ThreadFactory threads, BooleanSupplier busy) {
        this.atWork = atWork;
        this.busy = busy;
        this.pool = new Pool(atWork, task -> threads.newThread(() -> work(task)));
        this.timer = new ScheduledThreadPoolExecutor(1, task -> daemon(new Thread(task), "delivery-timer"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.prestartCoreThread(); // later there may be no room for it
    }

    /** As many at work as keep the processors busy with receivers that answer at once. */
    public static DeliveryThreads start() {
        AtomicInteger number = new AtomicInteger();
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        ThreadFactory threads = task -> {
            Thread thread = daemon(new Thread(task), "delivery-" + number.incrementAndGet());
            thread.setContextClassLoader(loader);
            return thread;
        };
        int atWork = Math.max(16, 4 * Runtime.getRuntime().availableProcessors());
        return new DeliveryThreads(atWork, threads, new ProcessorLoad());
    }

    private static Thread daemon(Thread thread, String name) {
        thread.setName(name);
        thread.setDaemon(true);
        return thread;
    }

    int size() {
        return pool.getPoolSize();
    }

    /** Runs a task as soon as a thread is free for it. Where the system gives no thread, those that are there go on. */
    void execute(Runnable task) {
        boolean more = wanted.incrementAndGet() > pool.getCorePoolSize();
        try {
            pool.execute(task);
            if (more) {
                lookIn(LONG_MILLIS);
            }
        } catch (OutOfMemoryError noThread) {
            pool.getQueue().add(task);
            lacks();
        }
    }

    private void work(Runnable task) {
        since.put(Thread.currentThread(), new AtomicLong());
        try {
            task.run();
        } finally {
            since.remove(Thread.currentThread());
        }
    }

    /** The task of this thread begins with something else: only what it does from now on may take long. */
    void goesOn() {
        wentOn = System.nanoTime();
        mark(wentOn | 1); // never 0
    }

    private void mark(long nanos) {
        AtomicLong known = since.get(Thread.currentThread());
        if (known != null) {
            known.lazySet(nanos);
        }
    }

    /** Whether tasks wait for a thread: one that could go on for long puts itself behind them. */
    boolean crowded() {
        return !pool.getQueue().isEmpty();
    }

    /** Does something short at a later time. */
    Future<?> later(long millis, Runnable task) {
        return timer.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    private void lacks() {
        if (!refused.getAndSet(true)) {
            LOG.warn(
                    "The system gives no further thread; deliveries go on with {}. Raise the limit of processes (ulimit -u,"
                            + " or the container's pids).",
                    pool.getPoolSize());
        }
        lookIn(AGAIN_MILLIS);
    }

    /** Soon although it is to be looked at later, too: else what waits behind receivers that hang waits for that. */
    private void lookIn(long millis) {
        AtomicBoolean waits = millis < AGAIN_MILLIS ? looksSoon : looks;
        if (!waits.getAndSet(true) && !timer.isShutdown()) {
            boolean unusedLoad = busy.getAsBoolean(); // the next answer is about the time from now on
            var unused = timer.schedule(
                    () -> {
                        waits.set(false);
                        look();
                    },
                    millis,
                    TimeUnit.MILLISECONDS);
        }
    }

    /** Replaces the threads whose tasks take long, for as long as they do. */
    private void look() {
        int slow = slow();
        try {
            pool.setCorePoolSize(atWork + slow);
            pool.setKeepAliveTime(surplus() ? SURPLUS_KEPT_MILLIS : KEPT_MILLIS, TimeUnit.MILLISECONDS);
            while (crowded() && pool.prestartCoreThread()) {
                refused.set(false);
            }
        } catch (OutOfMemoryError noThread) {
            lacks();
            return;
        }
        if (crowded()) {
            lookIn(LONG_MILLIS);
        } else if (pool.getCorePoolSize() > atWork || surplus()) {
            lookIn(AGAIN_MILLIS);
        }
    }

    private boolean surplus() {
        return pool.getPoolSize() > pool.getCorePoolSize();
    }

    /** Tasks that take long; where all hang, so many that the threads double each time. */
    private int slow() {
        long now = System.nanoTime();
        boolean loaded = crowded() && busy.getAsBoolean();
        long still = TimeUnit.MILLISECONDS.toNanos(loaded ? STILL_MILLIS : LONG_MILLIS);
        if (crowded() && now - wentOn > still) {
            return Math.max(0, 2 * pool.getPoolSize() - atWork);
        }
        long longest = TimeUnit.MILLISECONDS.toNanos(loaded ? LONG_WHILE_BUSY_MILLIS : LONG_MILLIS);
        int slow = 0;
        for (AtomicLong begun : since.values()) {
            slow += begun.get() != 0 && now - begun.get() > longest ? 1 : 0;
        }
        return slow;
    }

    /** Tasks that go on may end; nothing new begins. */
    @Override
    public void close() {
        timer.shutdown();
        pool.shutdown();
    }

    private final class Pool extends ThreadPoolExecutor {

        Pool(int atWork, ThreadFactory threads) {
            super(
                    atWork,
                    Integer.MAX_VALUE,
                    KEPT_MILLIS,
                    TimeUnit.MILLISECONDS,
                    new LinkedBlockingQueue<>(),
                    threads,
                    new DiscardPolicy());
            allowCoreThreadTimeOut(true);
        }

        @Override
        protected void beforeExecute(Thread thread, Runnable task) {
            goesOn();
        }

        @Override
        protected void afterExecute(Runnable task, Throwable failure) {
            mark(0);
            wanted.decrementAndGet();
        }
    }
}
