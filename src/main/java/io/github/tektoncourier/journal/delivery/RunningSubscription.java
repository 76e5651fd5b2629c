package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.Delivery;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.Subscription;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.Verdict;
import io.github.tektoncourier.journal.track.Bookkeeper;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.journal.track.Progress;
import io.github.tektoncourier.journal.track.ProgressLog;
import io.github.tektoncourier.journal.track.Resume;
import io.github.tektoncourier.journal.track.Track;
import io.github.tektoncourier.slot.SlotReader;
import io.github.tektoncourier.slot.SlotReading;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Secrets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A sink's named place in the journal: reads on, delivers on threads of a pool, and records how far it got. */
public final class RunningSubscription implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
    private static final int FEED = 256;
    private static final long IDLE_MILLIS = 30_000;
    private static final long STOP_MILLIS = 15_000;
    private static final long RETRY_READ_MILLIS = 1_000;

    private final SubscriptionSettings settings;
    private final long id;
    private final Track track;
    private final ProgressLog progress;
    private final Clock clock;
    private final DeliveryAttempt attempts;
    private final DeliveryState state;
    private final @Nullable SlotFeed slots;
    private final Bookkeeping bookkeeping = new Bookkeeping();
    private final ReentrantLock lock = new ReentrantLock();
    private final DeliveryThreads threads;
    private final SubscriptionWorkers workers;
    private final CountDownLatch recorded = new CountDownLatch(1);
    private boolean feeding;
    private boolean admitting;
    private long feedAfter;
    private long heldDue;
    private boolean stopping;
    private long stopBy;
    private final List<Long> unread = new ArrayList<>();
    private boolean closed;
    private boolean left;

    public RunningSubscription(
            SubscriptionSettings settings,
            Delivery delivery,
            Track track,
            ProgressLog progress,
            DeliveryBudget.Account room,
            DeliveryThreads threads,
            Clock clock,
            Resume resume) {
        this.settings = settings;
        this.id = resume.id();
        this.track = track;
        this.progress = progress;
        this.clock = clock;
        this.threads = threads;
        this.workers = new SubscriptionWorkers(threads, settings.lanes(), this::run, this::rings, lock);
        this.attempts = new DeliveryAttempt(delivery, track, progress, room, new Classification(clock));
        SlotReader slot = delivery.slot();
        this.state = new DeliveryState(
                settings,
                slot != null,
                resume,
                new EpisodeLog(settings),
                new SplittableRandom(resume.id()),
                clock.millis());
        this.slots = slot == null
                ? null
                : new SlotFeed(
                        settings,
                        slot,
                        track,
                        ahead(resume),
                        unread(resume),
                        (why, seq) -> progress.unreadable(seq, why));
        this.heldDue = slots == null ? Long.MAX_VALUE : slots.due();
    }

    private static Set<Long> ahead(Resume resume) {
        return resume.rows().stream()
                .map(Progress.Row::seq)
                .filter(seq -> seq > resume.position())
                .collect(Collectors.toUnmodifiableSet());
    }

    private List<Long> unread(Resume resume) {
        return resume.rows().stream()
                .filter(state::isUnread)
                .map(Progress.Row::seq)
                .toList();
    }

    @Override
    public String name() {
        return settings.name();
    }

    public void start() {
        wake();
        progress.touch(bookkeeping);
    }

    /** Something was appended. */
    public void wake() {
        lock.lock();
        try {
            call();
        } finally {
            lock.unlock();
        }
    }

    private void rings() {
        lock.lock();
        try {
            if (!stopping) {
                workers.rang();
            }
        } finally {
            lock.unlock();
        }
    }

    private void call() {
        if (!stopping) {
            workers.call();
        }
    }

    /** For tests that go step by step: whether there are no workers but {@code sending} ones. */
    public boolean quiet(int sending) {
        lock.lock();
        try {
            return workers.size() == sending;
        } finally {
            lock.unlock();
        }
    }

    /**
     * From now on nothing new is sent; deliveries under way have as long as those of all other subscriptions, which
     * stop at the same time.
     */
    public void stopAccepting() {
        lock.lock();
        try {
            if (!stopping) {
                stopping = true;
                stopBy = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS);
                state.books().state("idle");
                attempts.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets deliveries under way finish, and records them; a clean restart repeats nothing. */
    @Override
    public void close() {
        stopAccepting();
        if (first()) {
            join();
            progress.left(name(), bookkeeping);
            leave();
            recorded.countDown();
        } else {
            awaitRecorded();
        }
    }

    private boolean first() {
        lock.lock();
        try {
            boolean first = !closed;
            closed = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** What ends from now on is not recorded: the next subscription of this name has its own books by now. */
    private void leave() {
        lock.lock();
        try {
            left = true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the first caller of close: repair needs what a subscription records last. */
    private void awaitRecorded() {
        try {
            boolean unused = recorded.await(2 * STOP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void join() {
        lock.lock();
        try {
            workers.join(
                    stopBy,
                    () -> LOG.warn(
                            "Subscription {}: a delivery did not end within {} s of being asked to; it may be repeated"
                                    + " after a restart",
                            name(),
                            STOP_MILLIS / 1000));
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            Secrets.ofProcess().about(name(), this::deliver); // what a worker tells is told of this subscription
        } finally {
            lock.lock();
            try {
                workers.ends();
            } finally {
                lock.unlock();
            }
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

    /** An attempt with the room that it needs. */
    private record Admitted(DeliveryState.Attempt attempt, DeliveryBudget.Flight room) {}

    /** The next event to send; absent where there is none now, which ends the worker, or when the subscription ends. */
    private @Nullable Admitted take() {
        lock.lock();
        boolean ends = true;
        try {
            workers.looks();
            boolean unused = !stopping && Thread.interrupted(); // what a route left must not end the wait for room
            while (!stopping) {
                long now = clock.millis();
                state.remind(track.head(), now);
                if (state.replays().ask(now)) {
                    askForReplays();
                }
                if (!feeding && now >= feedAfter && (now >= heldDue || mayRead())) {
                    feed();
                    continue;
                }
                DeliveryState.Attempt attempt = admitting ? null : state.next(now);
                if (attempt != null) {
                    Admitted admitted = admit(attempt);
                    if (admitted != null) {
                        passOn(now);
                        ends = false;
                        return admitted;
                    }
                    continue;
                }
                workers.alarm(patience(now));
                break;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (ends) {
                if (!stopping) {
                    workers.alarm(IDLE_MILLIS); // whatever ended it, another looks again
                }
                workers.ends();
            }
            lock.unlock();
        }
        return null;
    }

    private boolean mayRead() {
        return state.hungry() && state.read() < track.head();
    }

    /**
     * Waits for room without holding the lock. Only one worker does, so that a subscription's other events wait in the
     * journal and not on a thread each. Absent where the event is not to go any more.
     */
    private @Nullable Admitted admit(DeliveryState.Attempt attempt) throws InterruptedException {
        DeliveryBudget.Flight room = null;
        admitting = true;
        lock.unlock();
        try {
            room = attempts.admit(attempt);
        } finally {
            lock.lock();
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
        return room == null ? null : new Admitted(attempt, room);
    }

    private long patience(long now) {
        if (admitting) {
            return IDLE_MILLIS; // the one that waits for room wakes another
        }
        long due = Math.min(state.due(now), feedAfter > now ? feedAfter : Long.MAX_VALUE);
        due = feeding ? due : Math.min(due, Math.max(heldDue, feedAfter));
        return Math.min(Math.max(1, due - now), IDLE_MILLIS);
    }

    /** Lets another worker look while this one sends: now where there is more to do, else when there may be. */
    private void passOn(long now) {
        boolean reads = !feeding && now >= feedAfter && (now >= heldDue || mayRead());
        if (reads || state.more(now)) {
            call();
        } else if (workers.spare()) {
            workers.alarm(patience(now));
        }
    }

    /** Reads the next events without holding the lock. */
    private void feed() {
        feeding = true;
        if (slots != null && !unread.isEmpty()) {
            slots.resume(unread);
            unread.clear();
        }
        boolean more = mayRead();
        long from = state.read();
        lock.unlock();
        List<EventRow> rows = List.of();
        List<SlotFeed.Offer> offers = List.of();
        try {
            rows = more ? track.after(from, FEED) : rows;
            offers = slots == null ? offers : slots.read(rows, clock.millis());
        } catch (RuntimeException e) {
            LOG.warn(
                    "Subscription {} cannot read the journal: {}. It is tried again.",
                    name(),
                    LogText.line(e.getMessage(), 200));
        } finally {
            lock.lock();
            feeding = false;
        }
        if (slots == null) {
            rows.forEach(row -> state.offer(row, wanted(row)));
        } else {
            offers.forEach(this::offer);
            heldDue = unread.isEmpty() ? slots.due() : 0; // a request may have told of more meanwhile
        }
        boolean stuck = more && state.read() == from;
        feedAfter = stuck ? clock.millis() + RETRY_READ_MILLIS : 0;
        show();
        if (state.books().changed()) {
            progress.touch(bookkeeping); // what was filtered
        }
    }

    private void askForReplays() {
        Progress.Unit behind = state.replays().cursor();
        progress.again(id, behind, Replays.MAX_OPEN, rows -> {
            lock.lock();
            try {
                List<Long> held = state.again(behind, rows, clock.millis());
                unread.addAll(held);
                heldDue = held.isEmpty() ? heldDue : 0;
                if (state.books().changed()) {
                    progress.touch(bookkeeping); // what cannot go again
                }
                call();
            } finally {
                lock.unlock();
            }
        });
    }

    /**
     * Takes note of what a request has changed on disk. Must be called on the thread that records progress, right behind
     * the record.
     *
     * @param letters dead letters that are none any more
     * @param dropped how many of them were dropped
     */
    public void changed(long letters, long dropped) {
        lock.lock();
        try {
            state.books().undead(letters, dropped);
            state.replays().requested();
            call();
        } finally {
            lock.unlock();
        }
    }

    private boolean wanted(EventRow row) {
        Optional<String> clause = row.rejectedBy(settings);
        clause.ifPresent(parameter -> progress.filtered(id, parameter));
        return clause.isEmpty();
    }

    private void offer(SlotFeed.Offer offer) {
        SlotReading reading = offer.reading();
        if (reading == null && offer.wanted()) {
            state.hold(offer.row());
        } else if (reading == null) {
            offer.row().rejectedBy(settings).ifPresent(parameter -> progress.filtered(id, parameter));
            state.offer(offer.row(), false);
        } else if (offer.held()) {
            state.release(offer.row(), reading, clock.millis());
        } else {
            state.offer(offer.row(), reading, clock.millis());
        }
    }

    private void show() {
        if (!stopping) {
            boolean takesNothing = state.down() || state.quiet(clock.millis());
            state.books().state(takesNothing ? "down" : state.full() ? "full" : state.faulty() ? "faulty" : "up");
        }
    }

    private void settle(DeliveryState.Attempt attempt, DeliveryAttempt.Result result) {
        Verdict verdict = result.verdict();
        boolean pressing;
        lock.lock();
        try {
            long now = clock.millis();
            attempt.lane().tookMillis = result.millis();
            attempt.lane().about = result.about();
            if (verdict != null && result.rung() > 0) {
                state.trimmed(attempt, verdict, result.rung(), now);
            } else if (verdict != null) {
                state.failed(attempt, verdict, now);
            } else if (result.outcome() instanceof Outcome.Delivered) {
                state.delivered(attempt, now);
            } else {
                state.filtered(attempt, now);
            }
            show();
            pressing = state.books().pressing();
        } finally {
            lock.unlock();
        }
        if (pressing) {
            progress.press(bookkeeping);
        } else {
            progress.touch(bookkeeping);
        }
    }

    /** What the writer asks and tells. */
    private final class Bookkeeping implements Bookkeeper {

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
            progress.passed(settings.name(), done.position());
            lock.lock();
            try {
                boolean waited = state.books().behind();
                state.books().committed(done);
                if (waited) {
                    call();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
