package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.Backoff;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.Verdict;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.journal.track.Progress;

/**
 * Decides what the end of an attempt means for its event, its run and the sink: settled, tried again and when, parked, or a
 * dead letter. The caller holds a lock.
 */
final class AttemptOutcomes {

    /**
     * A run that failed again so often after the sink was back has a trouble of its own, and says nothing of the sink.
     */
    private static final int MOST_FORGIVEN = 3;

    private final boolean ofSlot;
    private final Destinations destinations;
    private final Backlog backlog;
    private final SubscriptionBooks books;
    private final Replays replays;
    private final DeliveryListener listener;

    AttemptOutcomes(
            boolean ofSlot,
            Destinations destinations,
            Backlog backlog,
            SubscriptionBooks books,
            Replays replays,
            DeliveryListener listener) {
        this.ofSlot = ofSlot;
        this.destinations = destinations;
        this.backlog = backlog;
        this.books = books;
        this.replays = replays;
        this.listener = listener;
    }

    void delivered(DeliveryState.Attempt attempt, long now) {
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
    void filtered(DeliveryState.Attempt attempt, long now) {
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

    private void ended(DeliveryState.Attempt attempt, int outcome, long now) {
        Lane.Failure failure = attempt.lane().failure;
        EventRow row = attempt.entry().row();
        boolean again = attempt.lane().again > 0; // how long ago it was appended says nothing of the delivery
        Outcome came = attempt.lane().outcome;
        books.ended(new Progress.Ended(
                new Progress.Unit(attempt.entry().seq(), attempt.lane().destination.value),
                now,
                outcome,
                failure == null ? 1 : failure.attempts() + 1,
                row == null || again ? -1 : now - row.appended(),
                came instanceof Outcome.Delivered delivered ? delivered.status() : 0,
                came instanceof Outcome.Filtered filtered ? filtered.step() : ""));
    }

    private void note(DeliveryState.Attempt attempt, Lane.Failure failure, Verdict verdict, long now) {
        Lane lane = attempt.lane();
        books.attempt(new Progress.Failed(
                new Progress.Unit(attempt.entry().seq(), lane.destination.value),
                failure.attempts(),
                now,
                lane.tookMillis,
                verdict.outcome(),
                verdict.kept()));
    }

    private static boolean stored(DeliveryState.Attempt attempt) {
        return attempt.entry().stored() || attempt.lane().parked;
    }

    void failed(DeliveryState.Attempt attempt, Verdict verdict, long now) {
        Lane lane = attempt.lane();
        Destination destination = lane.destination;
        SinkHealth health = destination.health;
        boolean first = lane.failure == null;
        Lane.Failure failure = destination.retries.failure(lane.failure, verdict, now);
        lane.failure = failure;
        books.failed(verdict.brief(), now);
        note(attempt, failure, verdict, now);
        if (!verdict.byRoute() && lane.again == 0) {
            destination.failing(now, destinations.taken());
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
            destination.lanes.all().stream().filter(other -> other.again > 0).forEach(this::waits);
            listener.down(verdict);
        } else if (first && !health.down()) {
            listener.failing(attempt, failure);
        }
    }

    /** Refused for its size: it goes again at once, trimmed to this rung, before its run's next event. */
    void trimmed(DeliveryState.Attempt attempt, Verdict verdict, int rung, long now) {
        Lane lane = attempt.lane();
        Destination destination = lane.destination;
        Lane.Failure failure = destination.retries.failure(lane.failure, verdict, now);
        lane.failure = failure;
        lane.trim = rung;
        books.failed(verdict.brief(), now);
        note(attempt, failure, verdict, now);
        keep(attempt, failure);
        listener.tooLarge(attempt, failure);
        destinations.ended(lane);
        destination.probing &= !attempt.probe();
        destination.lanes.again(lane);
        if (destination.health.down()) {
            answered(destination, now);
        }
    }

    private void retry(DeliveryState.Attempt attempt, Lane.Failure failure, Verdict verdict, long now) {
        Lane lane = attempt.lane();
        Destination destination = lane.destination;
        SinkHealth health = destination.health;
        destinations.ended(lane);
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
                backlog.parkIfRoom(lane, failure);
            } else {
                backlog.parkIfOthersPass(lane, now);
            }
        }
        if (ofSlot) {
            destination.lanes.all().forEach(backlog::park); // what waits for it holds up no other value
        }
    }

    /** Notes a failure with the row that the disk has of the event. */
    private void keep(DeliveryState.Attempt attempt, Lane.Failure failure) {
        Lane lane = attempt.lane();
        if (lane.parked) {
            backlog.aside(lane, attempt.entry().seq(), failure);
        } else if (lane.again > 0) {
            books.again(lane, attempt.entry().seq(), failure);
            replays.waits(new Progress.Unit(attempt.entry().seq(), lane.destination.value));
        }
    }

    private void waits(Lane again) {
        again.queue.forEach(entry -> replays.waits(new Progress.Unit(entry.seq(), again.destination.value)));
    }

    private void dead(DeliveryState.Attempt attempt, Lane.Failure failure, long now) {
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

    private void leave(DeliveryState.Attempt attempt, long now) {
        Lane lane = attempt.lane();
        faulty(lane, false);
        destinations.ended(lane);
        lane.destination.probing &= !attempt.probe();
        destinations.settled(lane);
        if (lane.again > 0) {
            replays.done(new Progress.Unit(attempt.entry().seq(), lane.destination.value));
        } else {
            backlog.settled(lane);
        }
        if (lane.destination.lanes.leave(lane)) {
            backlog.emptied(lane);
        }
        destinations.leave(lane.destination, now);
        backlog.measure();
    }

    /** The sink is there: lanes that waited only because it was down may go, and those that failed alone stand aside. */
    private void answered(Destination destination, long now) {
        boolean back = destinations.answered(destination);
        for (Lane lane : destination.lanes.waiting()) {
            if (back && !lane.aside()) {
                destination.lanes.forgive(lane);
            } else {
                backlog.parkIfOthersPass(lane, now);
            }
        }
        if (back) {
            listener.back();
        }
    }
}
