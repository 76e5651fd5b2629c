package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of one subscription, one more at a time as there is more to do; the caller holds a lock. */
final class SubscriptionThreads {

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

    private final String subscription;
    private final int most;
    private final Runnable work;
    private final ThreadFactory threads;
    private final List<Thread> started = new ArrayList<>();
    private boolean refused;

    SubscriptionThreads(String subscription, int most, Runnable work, ThreadFactory threads) {
        this.subscription = subscription;
        this.most = most;
        this.work = work;
        this.threads = threads;
    }

    int size() {
        return started.size();
    }

    /** One more, if there may be. Where the system gives no thread, those that are there go on without it. */
    void startOne() {
        if (started.size() >= most) {
            return;
        }
        try {
            Thread worker = threads.newThread(work);
            worker.setName("subscription-" + subscription + "-" + (started.size() + 1));
            worker.setDaemon(true);
            worker.start();
            started.add(worker);
            refused = false;
        } catch (OutOfMemoryError noThread) {
            if (started.isEmpty()) {
                throw noThread;
            }
            sayOnce();
        }
    }

    private void sayOnce() {
        if (!refused) {
            refused = true;
            LOG.warn(
                    "Subscription {}: the system gives no further thread; it goes on with {} of {} lanes. Raise the limit of"
                            + " processes (ulimit -u, or the container's pids).",
                    subscription,
                    started.size(),
                    most);
        }
    }

    /**
     * Waits for their end up to a point in {@link System#nanoTime}; a thread that has not ended by then is interrupted.
     */
    void join(long by, Runnable late) {
        for (Thread worker : List.copyOf(started)) {
            try {
                worker.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(by - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (worker.isAlive()) {
                late.run();
                worker.interrupt();
            }
        }
    }
}
