package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.Backoff;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.Verdict;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.journal.track.Progress;
import io.github.tektoncourier.journal.track.Resume;
import io.github.tektoncourier.slot.SlotReading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** From half of what may be open on, events of a slot wait on disk, so that one value holds up no other. */
    private static final int MOST_IN_MEMORY = MAX_OPEN / 2;

    /** The most that waits for a value whose address takes nothing while others do. */
    static final int MAX_WAITING = 10_000;

    /**
     * The most deliveries of one namespace that wait for addresses which take nothing: a few runs that name hundreds of them
     * would fill all that may stand aside, and the events of all others would wait behind them.
     */
    static final int MAX_OF_NAMESPACE = 10_000;

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

        /** An event is a dead letter without an attempt. */
        void deadUnsent(long seq, String key, String why);

        /** Values of a slot are not used. */
        void refused(EventRow row, List<SlotReading.RefusedValue> values);

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
    private final boolean ofSlot;
    private final Destinations destinations;
    private final SubscriptionBooks books;
    private final Replays replays = new Replays();

    /** Deliveries in lanes, by namespace. */
    private final Map<String, Integer> ofNamespace = new HashMap<>();

    /** How often the sink took something. */
    private long taken;

    private long read;
    private int open;
    private int inFlight;
    private int parkedInFlight;
    private boolean parkedLast;
    private int parkedRuns;
    private int parkedEvents;
    private boolean full;

    DeliveryState(SubscriptionSettings settings, Resume resume, Listener listener, SplittableRandom random, long now) {
        this(settings, false, resume, listener, random, now);
    }

    /** @param ofSlot whether each event is divided by the values of a slot */
    DeliveryState(
            SubscriptionSettings settings,
            boolean ofSlot,
            Resume resume,
            Listener listener,
            SplittableRandom random,
            long now) {
        this.settings = settings;
        this.listener = listener;
        this.ofSlot = ofSlot;
        this.destinations = new Destinations(settings, ofSlot, random, () -> taken);
        this.books = new SubscriptionBooks(resume);
        this.read = books.position();
        resume(resume.rows(), now);
    }

    private void resume(List<Progress.Row> rows, long now) {
        for (Progress.Row row : rows) {
            if (!row.pending() || isUnread(row)) {
                continue;
            }
            Destination destination = destinations.of(row.value(), now);
            Lane lane = destination.lanes.of(row.key());
            if (lane.queue.isEmpty()) {
                lane.parked = true;
                parkedRuns++;
                if (row.state() == Progress.Row.PARKED) {
                    lane.failure = failure(row, now);
                    destination.lanes.await(lane, now);
                }
            }
            lane.queue.add(new Lane.Entry(row.seq(), null, true));
            destination.waiting++;
            parkedEvents++;
        }
        measure();
    }

    private static Lane.Failure failure(Progress.Row row, long now) {
        return new Lane.Failure(row.attempts(), row.firstFailure(), now, row.counted(), -1, -1, row.answer());
    }

    Replays replays() {
        return replays;
    }

    /**
     * Events that go again, each on a lane of its own: they are outside of the order.
     *
     * @return sequences of events that wait for the values of a slot from now on, because none was ever read
     */
    List<Long> again(Progress.Unit behind, List<Progress.Row> rows, long now) {
        List<Long> unread = new ArrayList<>();
        for (Progress.Row row : replays.answered(behind, rows)) {
            if (ofSlot && row.value().isEmpty()) {
                replays.done(row.unit());
                if (row.state() == Progress.Row.RETRIED) {
                    books.waits(row.seq(), "", row.key());
                    unread.add(row.seq());
                } else {
                    books.replayed(row.seq(), "", true); // the sink file got its slot after the request
                }
                continue;
            }
            Destination destination = destinations.of(row.value(), now);
            Lane lane = destination.lanes.of("again " + row.seq());
            lane.again = row.state();
            lane.runKey = row.key();
            lane.failure = row.attempts() == 0 ? null : failure(row, now);
            lane.queue.add(new Lane.Entry(row.seq(), null, true));
            destination.waiting++;
            destination.lanes.await(lane, replays.due(now));
        }
        return unread;
    }

    /** Whether a row waits for the values of a slot, as does one that was written before the subscription had a slot. */
    boolean isUnread(Progress.Row row) {
        return ofSlot && row.pending() && row.value().isEmpty();
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
        return destinations.down();
    }

    /** Whether runs stand aside because the route itself failed with them. */
    boolean faulty() {
        return destinations.faulty();
    }

    /** Whether so many runs stand aside that no other can. */
    boolean full() {
        return full;
    }

    private void measure() {
        boolean now = (!ofSlot && parkedRuns >= MAX_PARKED_RUNS) || parkedEvents + MAX_OPEN > MAX_PARKED_EVENTS;
        if (now && !full) {
            listener.full(parkedRuns, parkedEvents, books.error());
        } else if (full && !now) {
            listener.room();
        }
        full = now;
    }

    /** Whether there is room for more events. */
    boolean hungry() {
        return (ofSlot ? !full : open < MAX_OPEN && parkedEvents < MAX_PARKED_EVENTS)
                && read - books.position() < MAX_SPAN;
    }

    /** An event in order of sequence. */
    void offer(EventRow row, boolean wanted) {
        if (!arrives(row.seq())) {
            return;
        }
        if (!wanted) {
            books.filtered(row.seq(), "", false);
            return;
        }
        add(destinations.of("", 0).lanes.of(row.partitionKey()), new Lane.Entry(row.seq(), row, false));
    }

    /** An event in order of sequence, with the values of its slot. */
    void offer(EventRow row, SlotReading reading, long now) {
        if (arrives(row.seq())) {
            divide(row, reading, false, now);
        }
    }

    /** An event in order of sequence, whose values are to be read later. */
    void hold(EventRow row) {
        if (arrives(row.seq())) {
            books.waits(row.seq(), "", row.partitionKey());
        }
    }

    /** An event that was held, with the values of its slot. */
    void release(EventRow row, SlotReading reading, long now) {
        divide(row, reading, true, now);
    }

    private boolean arrives(long seq) {
        if (seq <= read) {
            return false;
        }
        read = Math.max(read, books.pass(read));
        while (read + 1 < seq) {
            books.missing(++read); // nothing has such a hole, and it must not stop the rest
            read = Math.max(read, books.pass(read));
        }
        read = seq;
        return !books.settled(seq);
    }

    /** A delivery for each value; a refused one is filtered, and so is an event without any. */
    private void divide(EventRow row, SlotReading reading, boolean held, long now) {
        books.divided(reading);
        if (!reading.refused().isEmpty()) {
            listener.refused(row, reading.refused());
        }
        if (!reading.lacking().isEmpty()) {
            deadUnsent(row.seq(), "", row.partitionKey(), reading.lacking(), now);
            return;
        }
        boolean stored = held || reading.units() > 1;
        if (held || reading.values().isEmpty()) {
            books.leave(row.seq(), "", held);
        }
        for (String value : reading.values()) {
            Destination destination = destinations.of(value, now);
            String overrun = overrun(destination, row.namespace());
            if (!overrun.isEmpty()) {
                deadUnsent(row.seq(), value, row.partitionKey(), overrun, now);
                destinations.leave(destination, now);
                continue;
            }
            if (stored) {
                books.waits(row.seq(), value, row.partitionKey());
            }
            Lane lane = destination.lanes.of(row.partitionKey());
            if (lane.queue.isEmpty()) {
                lane.namespace = row.namespace();
            }
            if (!lane.parked && crowded(destination)) {
                park(lane);
            }
            add(lane, new Lane.Entry(row.seq(), row, stored));
            count(lane, 1);
        }
        if (read - books.position() > MAX_SPAN / 2) {
            destinations.all().forEach(each -> each.lanes.all().forEach(this::park));
        }
    }

    /** Whether events for this destination wait on disk, so that they hold up no others. */
    private boolean crowded(Destination destination) {
        return open >= MOST_IN_MEMORY || destination.standing() == Destination.Standing.TROUBLED;
    }

    /** Why nothing more may wait for this destination; empty where it may. */
    private String overrun(Destination destination, String namespace) {
        Destination.Standing standing = destination.standing();
        if (standing != Destination.Standing.PROVEN && ofNamespace.getOrDefault(namespace, 0) >= MAX_OF_NAMESPACE) {
            return MAX_OF_NAMESPACE + " deliveries of the namespace wait already, and this value has taken none yet";
        }
        return destination.waiting >= MAX_WAITING
                        && standing == Destination.Standing.TROUBLED
                        && taken > destination.takenBefore
                ? MAX_WAITING + " events wait for this value, whose address takes nothing: " + books.error()
                : "";
    }

    private void deadUnsent(long seq, String value, String key, String why, long now) {
        books.failed(why, now);
        books.dead(seq, value, key, new Lane.Failure(0, now, now, 0, 0, 0, why));
        listener.deadUnsent(seq, key, why);
    }

    /** What was there at the start counts for no namespace: the disk does not say for which. */
    private void count(Lane lane, int change) {
        if (!lane.namespace.isEmpty()) {
            ofNamespace.merge(lane.namespace, change, (before, more) -> before + more == 0 ? null : before + more);
        }
    }

    private void add(Lane lane, Lane.Entry entry) {
        lane.destination.waiting++;
        if (lane.parked) {
            lane.queue.add(new Lane.Entry(entry.seq(), null, true));
            aside(lane, entry.seq(), null);
            parkedEvents++;
            measure();
        } else {
            lane.queue.add(entry);
            open++;
        }
    }

    /** Writes down that an event waits with its run; a run that has not failed waits only for its turn. */
    private void aside(Lane lane, long seq, Lane.@Nullable Failure failure) {
        if (ofSlot && failure == null && lane.failure == null) {
            books.waits(seq, lane.destination.value, lane.key);
        } else {
            books.parked(seq, lane.destination.value, lane.key, failure);
        }
    }

    /** What to send now, if anything. */
    @Nullable
    Attempt next(long now) {
        Lane lane = candidate(now);
        if (lane == null) {
            return null;
        }
        Destination destination = lane.destination;
        boolean probe = destination.health.down();
        destination.lanes.start(lane);
        destinations.started(lane);
        inFlight++;
        parkedLast = lane.aside();
        lane.startedParked = lane.aside();
        if (lane.aside()) {
            parkedInFlight++;
        }
        destination.probing |= probe;
        return new Attempt(lane, lane.queue.element(), probe);
    }

    /** Whether {@link #next} has something now. */
    boolean more(long now) {
        return candidate(now) != null;
    }

    private @Nullable Lane candidate(long now) {
        return books.behind() || inFlight >= settings.lanes() ? null : destinations.next(now, retryParked());
    }

    /** Runs that stand aside may not take all lanes from those that go well, were each of their tries a long timeout. */
    private boolean retryParked() {
        return settings.lanes() == 1 ? !parkedLast : parkedInFlight < Math.max(1, settings.lanes() / 4);
    }

    /** Whether an attempt that waited for room is not to go now, because of what its sink did meanwhile. */
    boolean mustWait(Attempt attempt, long now) {
        Destination destination = attempt.lane().destination;
        return destination.quiet(now) || (destination.health.down() && !attempt.probe());
    }

    /** An attempt that did not begin: its event goes first again. */
    void giveBack(Attempt attempt) {
        Lane lane = attempt.lane();
        ended(lane);
        lane.destination.probing &= !attempt.probe();
        if (lane.failure == null && lane.again == 0) {
            lane.destination.lanes.again(lane);
        } else {
            lane.destination.lanes.await(lane, lane.due);
        }
    }

    /** Whether the sink asked to be left alone. */
    boolean quiet(long now) {
        return destinations.quiet(now);
    }

    /** Tells the listener what waits, as long as nothing is taken. */
    void remind(long head, long now) {
        long failingSince = destinations.failingSince();
        if (failingSince > 0) {
            listener.waits(failingSince, head - read + open + parkedEvents, books.error(), now);
        }
    }

    /** When {@link #next} may have something, if nothing else happens before. */
    long due(long now) {
        return books.behind() ? Long.MAX_VALUE : destinations.due(now);
    }

    void delivered(Attempt attempt, long now) {
        ended(attempt, Progress.Ended.DELIVERED, now);
        if (attempt.lane().again == Progress.Row.REPLAYED) {
            books.replayed(attempt.entry().seq(), attempt.lane().destination.value, false);
        } else {
            books.delivered(attempt.entry().seq(), attempt.lane().destination.value, stored(attempt));
        }
        leave(attempt, now);
        answered(attempt.lane().destination, now);
    }

    /** The route sent nothing, which says nothing about the sink. */
    void filtered(Attempt attempt, long now) {
        Destination destination = attempt.lane().destination;
        ended(attempt, Progress.Ended.FILTERED, now);
        if (attempt.lane().again == Progress.Row.REPLAYED) {
            books.replayed(attempt.entry().seq(), destination.value, false);
        } else {
            books.filtered(attempt.entry().seq(), destination.value, stored(attempt));
        }
        leave(attempt, now);
        if (attempt.probe()) {
            destination.health.probeAt(now);
        }
    }

    private void ended(Attempt attempt, int outcome, long now) {
        Lane.Failure failure = attempt.lane().failure;
        books.ended(
                attempt.entry().seq(),
                attempt.lane().destination.value,
                now,
                outcome,
                failure == null ? 1 : failure.attempts() + 1);
    }

    private void note(Attempt attempt, Lane.Failure failure, Verdict verdict, long now) {
        Lane lane = attempt.lane();
        books.attempt(new Progress.Failed(
                new Progress.Unit(attempt.entry().seq(), lane.destination.value),
                failure.attempts(),
                now,
                lane.tookMillis,
                verdict.outcome(),
                verdict.answer()));
    }

    private static boolean stored(Attempt attempt) {
        return attempt.entry().stored() || attempt.lane().parked;
    }

    void failed(Attempt attempt, Verdict verdict, long now) {
        Lane lane = attempt.lane();
        Destination destination = lane.destination;
        SinkHealth health = destination.health;
        boolean first = lane.failure == null;
        Lane.Failure failure = destination.retries.failure(lane.failure, verdict, now);
        lane.failure = failure;
        books.failed(verdict.answer(), now);
        note(attempt, failure, verdict, now);
        if (!verdict.byRoute() && lane.again == 0) {
            destination.failing(now, taken);
        }
        faulty(lane, verdict.byRoute());
        destination.quietUntil(now + Math.min(verdict.retryAfterMillis(), Backoff.MAX_RETRY_AFTER_MILLIS));
        boolean ofItsOwn = verdict.byRoute()
                || lane.again > 0
                || (lane.parked && !(ofSlot && first))
                || lane.forgiven >= MOST_FORGIVEN;
        boolean wentDown = !verdict.forGood() && !ofItsOwn && health.failed(lane.key);
        if (verdict.forGood() || destination.retries.ended(failure, verdict)) {
            dead(attempt, failure, now);
            if (verdict.forGood()) {
                answered(destination, now);
            }
            return;
        }
        retry(attempt, failure, verdict, now);
        if (wentDown) {
            health.probeAt(now + destination.retries.probe(1, verdict));
            listener.down(verdict);
        } else if (first && !health.down()) {
            listener.failing(attempt, failure);
        }
    }

    /** Refused for its size: it goes again at once, trimmed to this rung, before its run's next event. */
    void trimmed(Attempt attempt, Verdict verdict, int rung, long now) {
        Lane lane = attempt.lane();
        Destination destination = lane.destination;
        Lane.Failure failure = destination.retries.failure(lane.failure, verdict, now);
        lane.failure = failure;
        lane.trim = rung;
        books.failed(verdict.answer(), now);
        note(attempt, failure, verdict, now);
        keep(attempt, failure);
        listener.tooLarge(attempt, failure);
        ended(lane);
        destination.probing &= !attempt.probe();
        destination.lanes.again(lane);
        if (destination.health.down()) {
            answered(destination, now);
        }
    }

    private void retry(Attempt attempt, Lane.Failure failure, Verdict verdict, long now) {
        Lane lane = attempt.lane();
        Destination destination = lane.destination;
        SinkHealth health = destination.health;
        ended(lane);
        destination.lanes.await(lane, now + destination.retries.wait(failure, verdict));
        keep(attempt, failure);
        if (attempt.probe() && !verdict.byRoute()) {
            destination.probing = false;
            health.probeAt(now + destination.retries.probe(health.probeFailed() + 1, verdict));
        } else {
            if (attempt.probe()) {
                destination.probing = false; // nothing was asked
                health.probeAt(now);
            }
            if (verdict.byRoute()) {
                parkIfRoom(lane, failure);
            } else {
                parkIfOthersPass(lane, now);
            }
        }
        if (ofSlot) {
            destination.lanes.all().forEach(this::park); // what waits for it holds up no other value
        }
    }

    /** Notes a failure with the row that the disk has of the event. */
    private void keep(Attempt attempt, Lane.Failure failure) {
        Lane lane = attempt.lane();
        if (lane.parked) {
            aside(lane, attempt.entry().seq(), failure);
        } else if (lane.again > 0) {
            books.again(lane, attempt.entry().seq(), failure);
        }
    }

    private void dead(Attempt attempt, Lane.Failure failure, long now) {
        Lane lane = attempt.lane();
        if (lane.again == Progress.Row.REPLAYED) {
            books.replayed(attempt.entry().seq(), lane.destination.value, true);
        } else {
            String key = lane.again > 0 ? lane.runKey : lane.key;
            books.dead(attempt.entry().seq(), lane.destination.value, key, failure);
        }
        listener.dead(attempt, failure);
        leave(attempt, now);
    }

    private static void faulty(Lane lane, boolean now) {
        lane.destination.faultyLanes += (now ? 1 : 0) - (lane.faulty ? 1 : 0);
        lane.faulty = now;
    }

    private void ended(Lane lane) {
        inFlight--;
        destinations.ended(lane);
        if (lane.startedParked) {
            parkedInFlight--;
            lane.startedParked = false;
        }
    }

    private void leave(Attempt attempt, long now) {
        Lane lane = attempt.lane();
        faulty(lane, false);
        ended(lane);
        lane.destination.probing &= !attempt.probe();
        lane.destination.waiting--;
        count(lane, -1);
        if (lane.again > 0) {
            replays.done(new Progress.Unit(attempt.entry().seq(), lane.destination.value));
        } else if (lane.parked) {
            parkedEvents--;
        } else {
            open--;
        }
        if (lane.destination.lanes.leave(lane) && lane.parked) {
            parkedRuns--;
        }
        destinations.leave(lane.destination, now);
        measure();
    }

    /** The sink is there: lanes that waited only because it was down may go, and those that failed alone stand aside. */
    private void answered(Destination destination, long now) {
        boolean back = destination.answered();
        taken++;
        for (Lane lane : destination.lanes.waiting()) {
            if (back && !lane.aside()) {
                destination.lanes.forgive(lane);
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
                || lane.aside()
                || lane.destination.health.down()
                || !lane.destination.retries.othersSucceededSince(failure)
                || (failure.attempts() < 2 && lane.due - now <= PATIENCE_MILLIS)) {
            return;
        }
        parkIfRoom(lane, failure);
    }

    private void parkIfRoom(Lane lane, Lane.Failure failure) {
        if (lane.aside() || (!ofSlot && parkedRuns >= MAX_PARKED_RUNS)) {
            return;
        }
        if (park(lane)) {
            listener.parked(lane.key, failure, parkedRuns);
        }
    }

    /** Lets a run's events wait on disk; false where they do, or where there is no room for more. */
    private boolean park(Lane lane) {
        if (lane.aside() || parkedEvents + lane.queue.size() > MAX_PARKED_EVENTS) {
            return false;
        }
        List<Lane.Entry> entries = List.copyOf(lane.queue);
        lane.queue.clear();
        for (Lane.Entry entry : entries) {
            aside(lane, entry.seq(), lane.queue.isEmpty() ? lane.failure : null);
            lane.queue.add(new Lane.Entry(entry.seq(), null, true));
        }
        lane.parked = true;
        open -= entries.size();
        parkedEvents += entries.size();
        parkedRuns++;
        measure();
        return true;
    }
}
