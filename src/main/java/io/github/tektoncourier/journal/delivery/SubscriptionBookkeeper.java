package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.track.Bookkeeper;
import io.github.tektoncourier.journal.track.Progress;
import io.github.tektoncourier.journal.track.ProgressLog;
import org.jspecify.annotations.Nullable;

/** Passes a subscription's books on to the journal, and what is durable of them back. */
final class SubscriptionBookkeeper implements Bookkeeper {

    private final String subscription;
    private final SubscriptionLock lock;
    private final DeliveryState state;
    private final ProgressLog log;
    private final Runnable caughtUp;
    private boolean left;

    /** @param caughtUp called under the lock when deliveries no longer wait for the disk */
    SubscriptionBookkeeper(
            String subscription, SubscriptionLock lock, DeliveryState state, ProgressLog log, Runnable caughtUp) {
        this.subscription = subscription;
        this.lock = lock;
        this.state = state;
        this.log = log;
        this.caughtUp = caughtUp;
    }

    /** The books are recorded with the next commit. */
    void touch() {
        log.touch(this);
    }

    /** The books are recorded soon, because deliveries wait for it. */
    void press() {
        log.press(this);
    }

    /** Records the last of the books. What ends later is not recorded: the next subscription of this name has its own. */
    void leave() {
        log.left(subscription, this);
        lock.inside(() -> {
            left = true;
        });
    }

    @Override
    public @Nullable Progress progress() {
        lock.lock();
        try {
            state.replays().recorded();
            return left ? null : state.books().progress();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void committed(Progress done) {
        log.passed(subscription, done.position());
        lock.inside(() -> {
            boolean waited = state.books().behind();
            state.books().committed(done);
            if (waited) {
                caughtUp.run();
            }
        });
    }
}
