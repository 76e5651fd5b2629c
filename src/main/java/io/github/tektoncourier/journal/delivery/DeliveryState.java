package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.Backoff;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.Verdict;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.journal.track.Progress;
import io.github.tektoncourier.journal.track.Resume;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a subscription sends next, and what a failure means for the run and for the sink ("Delivery" in the
 * design): pure state, given the time; the caller holds a lock.
 */
final class DeliveryState {

    static final int MAX_PARKED_RUNS = 1_000;
    static final int MAX_PARKED_EVENTS = 100_000;

    /** Events read but not yet settled, and how far they may lie behind the position. */
    static final int MAX_OPEN = 512;

    private static final int MAX_SPAN = 2_048;

    /** A run that has to wait longer than this is parked at its first failure. */
    private static final long PATIENCE_MILLIS = 2_000;

    /**
     * A run that failed again so often after the sink was back has a trouble of its own, and says nothing of the sink.
     */
    private static final int MOST_FORGIVEN = 3;

    /** Reports what people should know. */
    interface Listener {
        void failing(Attempt attempt, Lane.Failure failure);

        void parked(String key, Lane.Failure failure, int parkedRuns);

        void tooLarge(Attempt attempt, Lane.Failure failure);

        void dead(Attempt attempt, Lane.Failure failure);

        void down(Verdict verdict);

        void back();

        /** No further run can stand aside: the next one that fails holds up all others. */
        void full(int parkedRuns, int parkedEvents, String answer);

        void room();

        /**
         * Called again and again while the sink takes nothing.
         *
         * @param since when the first of the attempts failed that were in vain ever since, in milliseconds
         * @param events that were not sent, or in vain
         */
        void waits(long since, long events, String answer, long now);
    }

    /** One event under way. */
    record Attempt(Lane lane, Lane.Entry entry, boolean probe) {}

    private final SubscriptionSettings settings;
    private final Listener listener;
    private final SinkHealth health = new SinkHealth();
    private final Lanes lanes = new Lanes();
    private final SubscriptionBooks books;
    private final RetryPolicy retries;

    private long read;
    private int open;
    private int inFlight;
    private int parkedInFlight;
    private boolean parkedLast;
    private int parkedRuns;
    private int parkedEvents;
    private boolean probing;
    private boolean full;
    private int faultyLanes;
    private long quietUntil;
    private long failingSince;

    DeliveryState(SubscriptionSettings settings, Resume resume, Listener listener, SplittableRandom random, long now) {
        this.settings = settings;
        this.listener = listener;
        this.retries = new RetryPolicy(settings, health, random);
        this.books = new SubscriptionBooks(resume);
        this.read = books.position();
        resume(resume.rows(), now);
    }

    private void resume(List<Progress.Row> rows, long now) {
        for (Progress.Row row : rows) {
            if (row.state() == Progress.Row.PARKED) {
                Lane lane = lanes.of(row.key());
                if (lane.queue.isEmpty()) {
                    lane.parked = true;
                    parkedRuns++;
                    lane.failure = new Lane.Failure(
                            row.attempts(), row.firstFailure(), now, row.counted(), -1, -1, row.answer());
                    lanes.await(lane, now);
                }
                lane.queue.add(new Lane.Entry(row.seq(), null));
                parkedEvents++;
            }
        }
        measure();
    }

    SubscriptionBooks books() {
        return books;
    }

    /** The last sequence that was offered. */
    long read() {
        return read;
    }

    int inFlight() {
        return inFlight;
    }

    boolean down() {
        return health.down();
    }

    /** Whether runs stand aside because the route itself failed with them. */
    boolean faulty() {
        return faultyLanes > 0;
    }

    /** Whether so many runs stand aside that no other can. */
    boolean full() {
        return full;
    }

    private void measure() {
        boolean now = parkedRuns >= MAX_PARKED_RUNS || parkedEvents + MAX_OPEN > MAX_PARKED_EVENTS;
        if (now && !full) {
            listener.full(parkedRuns, parkedEvents, books.error());
        } else if (full && !now) {
            listener.room();
        }
        full = now;
    }

    /** Whether there is room for more events. */
    boolean hungry() {
        return open < MAX_OPEN && read - books.position() < MAX_SPAN && parkedEvents < MAX_PARKED_EVENTS;
    }

    /** An event in order of sequence. */
    void offer(EventRow row, boolean wanted) {
        if (row.seq() <= read) {
            return;
        }
        read = Math.max(read, books.pass(read));
        while (read + 1 < row.seq()) {
            books.missing(++read); // nothing has such a hole, and it must not stop the rest
            read = Math.max(read, books.pass(read));
        }
        read = row.seq();
        if (books.settled(row.seq())) {
            return;
        }
        if (!wanted) {
            books.filtered(row.seq(), false);
            return;
        }
        Lane lane = lanes.of(row.partitionKey());
        if (lane.parked) {
            lane.queue.add(new Lane.Entry(row.seq(), null));
            books.parked(row.seq(), lane.key, null);
            parkedEvents++;
            measure();
        } else {
            lane.queue.add(new Lane.Entry(row.seq(), row));
            open++;
        }
    }

    /** What to send now, if anything. */
    @Nullable
    Attempt next(long now) {
        boolean probe = health.down();
        Lane lane = candidate(now, probe);
        if (lane == null) {
            return null;
        }
        lanes.start(lane);
        inFlight++;
        parkedLast = lane.parked;
        if (lane.parked) {
            parkedInFlight++;
        }
        probing |= probe;
        return new Attempt(lane, lane.queue.element(), probe);
    }

    /** Whether {@link #next} has something now. */
    boolean more(long now) {
        return candidate(now, health.down()) != null;
    }

    private @Nullable Lane candidate(long now, boolean probe) {
        if (books.behind() || inFlight >= settings.lanes() || quiet(now)) {
            return null;
        }
        if (probe && (probing || now < health.nextProbe())) {
            return null;
        }
        return probe ? lanes.leastTried(now) : lanes.next(now, retryParked());
    }

    /** Runs that stand aside may not take all lanes from those that go well, were each of their tries a long timeout. */
    private boolean retryParked() {
        return settings.lanes() == 1 ? !parkedLast : parkedInFlight < Math.max(1, settings.lanes() / 4);
    }

    /** Whether an attempt that waited for room is not to go now, because of what its sink did meanwhile. */
    boolean mustWait(Attempt attempt, long now) {
        return quiet(now) || (health.down() && !attempt.probe());
    }

    /** An attempt that did not begin: its event goes first again. */
    void giveBack(Attempt attempt) {
        Lane lane = attempt.lane();
        ended(lane);
        probing &= !attempt.probe();
        if (lane.failure == null) {
            lanes.again(lane);
        } else {
            lanes.await(lane, lane.due);
        }
    }

    /** Whether the sink asked to be left alone; it means everybody, not only the run that it said so to. */
    boolean quiet(long now) {
        return now < quietUntil;
    }

    /** Tells the listener what waits, as long as nothing is taken. */
    void remind(long head, long now) {
        if (failingSince > 0) {
            listener.waits(failingSince, head - read + open + parkedEvents, books.error(), now);
        }
    }

    /** When {@link #next} may have something, if nothing else happens before. */
    long due(long now) {
        if (books.behind() || probing) {
            return Long.MAX_VALUE;
        }
        if (quiet(now)) {
            return quietUntil;
        }
        return health.down() && lanes.leastTried(now) != null ? health.nextProbe() : lanes.firstDue();
    }

    void delivered(Attempt attempt, long now) {
        books.delivered(attempt.entry().seq(), attempt.lane().parked);
        leave(attempt);
        answered(now);
    }

    /** The route sent nothing, which says nothing about the sink. */
    void filtered(Attempt attempt, long now) {
        books.filtered(attempt.entry().seq(), attempt.lane().parked);
        leave(attempt);
        if (attempt.probe()) {
            health.probeAt(now);
        }
    }

    void failed(Attempt attempt, Verdict verdict, long now) {
        Lane lane = attempt.lane();
        boolean first = lane.failure == null;
        Lane.Failure failure = retries.failure(lane.failure, verdict, now);
        lane.failure = failure;
        books.failed(verdict.answer(), now);
        failingSince = failingSince == 0 && !verdict.byRoute() ? now : failingSince;
        faulty(lane, verdict.byRoute());
        quietUntil = Math.max(quietUntil, now + Math.min(verdict.retryAfterMillis(), Backoff.MAX_RETRY_AFTER_MILLIS));
        boolean ofItsOwn = verdict.byRoute() || lane.parked || lane.forgiven >= MOST_FORGIVEN;
        boolean wentDown = !verdict.forGood() && !ofItsOwn && health.failed(lane.key);
        if (verdict.forGood() || retries.ended(failure, verdict)) {
            dead(attempt, failure);
            if (verdict.forGood()) {
                answered(now);
            }
            return;
        }
        retry(attempt, failure, verdict, now);
        if (wentDown) {
            health.probeAt(now + retries.probe(1, verdict));
            listener.down(verdict);
        } else if (first && !health.down()) {
            listener.failing(attempt, failure);
        }
    }

    /** Refused for its size: it goes again at once, trimmed to this rung, before its run's next event. */
    void trimmed(Attempt attempt, Verdict verdict, int rung, long now) {
        Lane lane = attempt.lane();
        Lane.Failure failure = retries.failure(lane.failure, verdict, now);
        lane.failure = failure;
        lane.trim = rung;
        books.failed(verdict.answer(), now);
        if (lane.parked) {
            books.parked(attempt.entry().seq(), lane.key, failure);
        }
        listener.tooLarge(attempt, failure);
        ended(lane);
        probing &= !attempt.probe();
        lanes.again(lane);
        if (health.down()) {
            answered(now);
        }
    }

    private void retry(Attempt attempt, Lane.Failure failure, Verdict verdict, long now) {
        Lane lane = attempt.lane();
        ended(lane);
        lanes.await(lane, now + retries.wait(failure, verdict));
        if (lane.parked) {
            books.parked(attempt.entry().seq(), lane.key, failure);
        }
        if (attempt.probe() && !verdict.byRoute()) {
            probing = false;
            health.probeAt(now + retries.probe(health.probeFailed() + 1, verdict));
            return;
        }
        if (attempt.probe()) {
            probing = false; // nothing was asked
            health.probeAt(now);
        }
        if (verdict.byRoute()) {
            parkIfRoom(lane, failure);
        } else {
            parkIfOthersPass(lane, now);
        }
    }

    private void dead(Attempt attempt, Lane.Failure failure) {
        books.dead(attempt.entry().seq(), attempt.lane().key, failure);
        listener.dead(attempt, failure);
        leave(attempt);
    }

    private void faulty(Lane lane, boolean now) {
        faultyLanes += (now ? 1 : 0) - (lane.faulty ? 1 : 0);
        lane.faulty = now;
    }

    private void ended(Lane lane) {
        inFlight--;
        if (lane.parked) {
            parkedInFlight--;
        }
    }

    private void leave(Attempt attempt) {
        Lane lane = attempt.lane();
        faulty(lane, false);
        ended(lane);
        probing &= !attempt.probe();
        if (lane.parked) {
            parkedEvents--;
        } else {
            open--;
        }
        if (lanes.leave(lane) && lane.parked) {
            parkedRuns--;
        }
        measure();
    }

    /** The sink is there: lanes that waited only because it was down may go, and those that failed alone stand aside. */
    private void answered(long now) {
        boolean back = health.answered();
        failingSince = 0;
        for (Lane lane : lanes.waiting()) {
            if (back && !lane.parked) {
                lanes.forgive(lane);
            } else {
                parkIfOthersPass(lane, now);
            }
        }
        if (back) {
            listener.back();
        }
    }

    private void parkIfOthersPass(Lane lane, long now) {
        Lane.Failure failure = lane.failure;
        if (failure == null
                || lane.parked
                || health.down()
                || !retries.othersSucceededSince(failure)
                || (failure.attempts() < 2 && lane.due - now <= PATIENCE_MILLIS)) {
            return;
        }
        parkIfRoom(lane, failure);
    }

    private void parkIfRoom(Lane lane, Lane.Failure failure) {
        if (lane.parked || parkedRuns >= MAX_PARKED_RUNS || parkedEvents + lane.queue.size() > MAX_PARKED_EVENTS) {
            return;
        }
        List<Lane.Entry> entries = List.copyOf(lane.queue);
        lane.queue.clear();
        for (Lane.Entry entry : entries) {
            books.parked(entry.seq(), lane.key, lane.queue.isEmpty() ? failure : null);
            lane.queue.add(new Lane.Entry(entry.seq(), null));
        }
        lane.parked = true;
        open -= entries.size();
        parkedEvents += entries.size();
        parkedRuns++;
        listener.parked(lane.key, failure, parkedRuns);
        measure();
    }
}
