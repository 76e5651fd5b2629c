package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.track.Progress;
import java.util.ArrayList;
import java.util.List;

/** Events that come back from the disk with what became of them before: after a restart, and on request. Guarded by its owner. */
final class ReturningEvents {

    private final boolean ofSlot;
    private final Destinations destinations;
    private final Backlog backlog;
    private final SubscriptionBooks books;
    private final Replays replays;

    ReturningEvents(
            boolean ofSlot, Destinations destinations, Backlog backlog, SubscriptionBooks books, Replays replays) {
        this.ofSlot = ofSlot;
        this.destinations = destinations;
        this.backlog = backlog;
        this.books = books;
        this.replays = replays;
    }

    /** Events that were not settled when the subscription ended. */
    void resume(List<Progress.Row> rows, long now) {
        for (Progress.Row row : rows) {
            if (!row.pending() || isUnread(row)) {
                continue;
            }
            Destination destination = destinations.of(row.value(), now);
            Lane lane = destination.lanes.of(row.key());
            if (backlog.resume(lane, row.seq()) && row.state() == Progress.Row.PARKED) {
                lane.failure = failure(row, now);
                destination.lanes.await(lane, now);
            }
            destinations.waits(lane);
        }
        backlog.measure();
    }

    private static Lane.Failure failure(Progress.Row row, long now) {
        return new Lane.Failure(row.attempts(), row.firstFailure(), now, row.counted(), -1, -1, row.answer());
    }

    /**
     * Events that go again, each on a lane of its own: they are outside of the order.
     *
     * @return sequences of events that wait for the values of a slot from now on, because none was ever read
     */
    List<Long> again(List<Progress.Row> rows, long now) {
        List<Long> unread = new ArrayList<>();
        for (Progress.Row row : rows) {
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
            destinations.waits(lane);
            destination.lanes.await(lane, replays.due(now));
            if (destination.health.down()) {
                replays.waits(row.unit());
            }
        }
        return unread;
    }

    /** Whether a row waits for the values of a slot, as does one that was written before the subscription had a slot. */
    boolean isUnread(Progress.Row row) {
        return ofSlot && row.pending() && row.value().isEmpty();
    }
}
