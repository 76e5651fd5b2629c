package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.Delivery;
import io.github.tektoncourier.journal.Subscription;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.delivery.budget.BudgetAccount;
import io.github.tektoncourier.journal.track.ProgressLog;
import io.github.tektoncourier.journal.track.Resume;
import io.github.tektoncourier.journal.track.Track;
import java.time.Clock;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A sink's named place in the journal: reads on, delivers on threads of a pool, and records how far it got. */
public final class RunningSubscription implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
    private static final long STOP_MILLIS = 15_000;

    private final String name;
    private final SubscriptionSettings settings;
    private final DeliveryState state;
    private final SubscriptionLock lock = new SubscriptionLock();
    private final SubscriptionBookkeeper books;
    private final DeliveryLoop loop;
    private final CountDownLatch recorded = new CountDownLatch(1);
    private boolean stopping;
    private long stopBy;
    private boolean closed;

    public RunningSubscription(
            SubscriptionSettings settings,
            Delivery delivery,
            Track track,
            ProgressLog progress,
            BudgetAccount room,
            DeliveryThreads threads,
            Clock clock,
            Resume resume) {
        this.name = settings.name();
        this.settings = settings;
        this.state = new DeliveryState(
                settings,
                delivery.slot() != null,
                resume,
                new EpisodeLog(settings),
                new SplittableRandom(resume.id()),
                clock.millis());
        this.books = new SubscriptionBookkeeper(name, lock, state, progress, this::call);
        this.loop = new DeliveryLoop(
                settings,
                lock,
                state,
                new EventFeed(settings, delivery.slot(), resume, track, progress, state, clock),
                new DeliveryAttempt(delivery, track, progress, room, new Classification(clock)),
                books,
                threads,
                clock);
    }

    @Override
    public String name() {
        return name;
    }

    public SubscriptionSettings settings() {
        return settings;
    }

    public void start() {
        wake();
        books.touch();
    }

    /** Something was appended. */
    public void wake() {
        lock.inside(this::call);
    }

    private void call() {
        loop.call();
    }

    /** For tests that go step by step: whether there are no workers but {@code sending} ones. */
    public boolean quiet(int sending) {
        return lock.inside(() -> loop.quiet(sending));
    }

    /**
     * Takes note of what a request has changed on disk. Must be called on the thread that records progress, right behind
     * the record.
     *
     * @param letters dead letters that are none any more
     * @param dropped how many of them were dropped
     */
    public void changed(long letters, long dropped) {
        lock.inside(() -> {
            state.books().undead(letters, dropped);
            state.replays().requested();
            call();
        });
    }

    /**
     * From now on nothing new is sent; deliveries under way have as long as those of all other subscriptions, which
     * stop at the same time.
     */
    public void stopAccepting() {
        lock.inside(() -> {
            if (!stopping) {
                stopping = true;
                stopBy = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS);
                state.books().state("idle");
                loop.stopAccepting();
            }
        });
    }

    /** Lets deliveries under way finish, and records them; a clean restart repeats nothing. */
    @Override
    public void close() {
        stopAccepting();
        if (first()) {
            lock.inside(() -> loop.join(stopBy, this::late));
            books.leave();
            recorded.countDown();
        } else {
            awaitRecorded();
        }
    }

    private boolean first() {
        return lock.inside(() -> {
            boolean first = !closed;
            closed = true;
            return first;
        });
    }

    private void late() {
        LOG.warn(
                "Subscription {}: a delivery did not end within {} s of being asked to; it may be repeated after a restart",
                name,
                STOP_MILLIS / 1000);
    }

    /** Waits for the first caller of close: repair needs what a subscription records last. */
    private void awaitRecorded() {
        try {
            boolean unused = recorded.await(2 * STOP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
