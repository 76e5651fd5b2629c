package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.delivery.budget.Flight;
import io.github.tektoncourier.journal.track.Progress;
import io.github.tektoncourier.text.Secrets;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each worker of a subscription does: reads on, waits for room, delivers, and takes note of what came of it. A worker
 * that begins to send lets another look for what is next.
 */
final class DeliveryLoop {

    private static final long IDLE_MILLIS = 30_000;

    private final String subscription;
    private final SubscriptionLock lock;
    private final DeliveryState state;
    private final EventFeed feed;
    private final DeliveryAttempt attempts;
    private final SubscriptionBookkeeper books;
    private final Clock clock;
    private final DeliveryThreads threads;
    private final SubscriptionWorkers workers;
    private boolean admitting;
    private boolean stopping;

    /** An attempt with the room that it needs. */
    private record Admitted(DeliveryState.Attempt attempt, Flight room) {}

    DeliveryLoop(
            SubscriptionSettings settings,
            SubscriptionLock lock,
            DeliveryState state,
            EventFeed feed,
            DeliveryAttempt attempts,
            SubscriptionBookkeeper books,
            DeliveryThreads threads,
            Clock clock) {
        this.subscription = settings.name();
        this.lock = lock;
        this.state = state;
        this.feed = feed;
        this.attempts = attempts;
        this.books = books;
        this.clock = clock;
        this.threads = threads;
        this.workers = new SubscriptionWorkers(threads, settings.lanes(), this::run, this::rings, lock.newCondition());
    }

    /** Lets a worker look for something to do. The caller holds the lock. */
    void call() {
        if (!stopping) {
            workers.call();
        }
    }

    private void rings() {
        lock.inside(() -> {
            if (!stopping) {
                workers.rang();
            }
        });
    }

    /** Whether there are no workers but {@code sending} ones. The caller holds the lock. */
    boolean quiet(int sending) {
        return workers.size() == sending;
    }

    /** From now on nothing new is sent. The caller holds the lock. */
    void stopAccepting() {
        stopping = true;
        attempts.close();
    }

    /** Waits for deliveries under way, up to a point in {@link System#nanoTime}. The caller holds the lock. */
    void join(long by, Runnable late) {
        workers.join(by, late);
    }

    private void run() {
        try {
            Secrets.ofProcess().about(subscription, this::deliver); // what a worker tells is told of this subscription
        } finally {
            lock.inside(workers::ends);
        }
    }

    private void deliver() {
        Admitted next = take();
        while (next != null) {
            settle(next.attempt(), attempts.send(next.attempt(), next.room()));
            threads.goesOn();
            next = threads.crowded() && yields() ? null : take();
        }
    }

    /** Lets other subscriptions go first; not while this one stops, so that its last worker ends. */
    private boolean yields() {
        lock.lock();
        try {
            if (!stopping) {
                workers.queueAgain();
            }
            return !stopping;
        } finally {
            lock.unlock();
        }
    }

    /** The next event to send; absent where there is none now, which ends the worker, or when the subscription ends. */
    private @Nullable Admitted take() {
        Admitted next = null;
        lock.lock();
        try {
            workers.looks();
            boolean unused = !stopping && Thread.interrupted(); // what a route left must not end the wait for room
            next = search();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (next == null) {
                if (!stopping) {
                    workers.alarm(IDLE_MILLIS); // whatever ended it, another looks again
                }
                workers.ends();
            }
            lock.unlock();
        }
        return next;
    }

    private @Nullable Admitted search() throws InterruptedException {
        while (!stopping) {
            long now = clock.millis();
            feed.remind(now);
            if (state.replays().ask(now)) {
                feed.askForReplays(this::again);
            }
            if (feed.ready(now)) {
                read();
                continue;
            }
            DeliveryState.Attempt attempt = admitting ? null : state.next(now);
            if (attempt == null) {
                workers.alarm(patience(now));
                return null;
            }
            Flight room = admit(attempt);
            if (room != null) {
                passOn(now);
                return new Admitted(attempt, room);
            }
        }
        return null;
    }

    private void read() {
        EventFeed.Request request = feed.begin();
        EventFeed.Events events = EventFeed.Events.NONE;
        try {
            events = lock.outside(() -> feed.read(request));
        } finally {
            feed.offer(request, events);
        }
        show();
        recordChanges(); // what was filtered
    }

    private void again(Progress.Unit behind, List<Progress.Row> rows) {
        lock.inside(() -> {
            feed.resume(state.again(behind, rows, clock.millis()));
            recordChanges(); // what cannot go again
            call();
        });
    }

    private void recordChanges() {
        if (state.books().changed()) {
            books.touch();
        }
    }

    /**
     * Waits for room without the lock. Only one worker does, so that a subscription's other events wait in the journal and
     * not on a thread each. Absent where the event is not to go any more.
     */
    private @Nullable Flight admit(DeliveryState.Attempt attempt) throws InterruptedException {
        Flight room = null;
        admitting = true;
        try {
            room = lock.outside(() -> attempts.admit(attempt)).orElse(null);
        } finally {
            admitting = false;
            if (room == null) {
                state.giveBack(attempt);
            }
        }
        if (room != null && (stopping || state.mustWait(attempt, clock.millis()))) {
            room.close();
            state.giveBack(attempt);
            return null;
        }
        return room;
    }

    private long patience(long now) {
        if (admitting) {
            return IDLE_MILLIS; // the one that waits for room wakes another
        }
        long due = Math.min(state.due(now), feed.due(now));
        return Math.min(Math.max(1, due - now), IDLE_MILLIS);
    }

    /** Lets another worker look while this one sends: now where there is more to do, else when there may be. */
    private void passOn(long now) {
        if (feed.ready(now) || state.more(now)) {
            call();
        } else if (workers.spare()) {
            workers.alarm(patience(now));
        }
    }

    private void settle(DeliveryState.Attempt attempt, DeliveryAttempt.Result result) {
        boolean pressing = lock.inside(() -> {
            state.ended(attempt, result, clock.millis());
            show();
            return state.books().pressing();
        });
        if (pressing) {
            books.press();
        } else {
            books.touch();
        }
    }

    private void show() {
        if (!stopping) {
            state.show(clock.millis());
        }
    }
}
