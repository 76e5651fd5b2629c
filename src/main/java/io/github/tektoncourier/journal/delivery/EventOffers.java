package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.slot.SlotReading;

/** Takes events in order of sequence, and makes a delivery of each, or one for each value of its slot. Guarded by its owner. */
final class EventOffers {

    /** How far an event that is not settled may lie behind the last one that was read. */
    static final int MAX_SPAN = 2_048;

    private final Destinations destinations;
    private final Backlog backlog;
    private final SubscriptionBooks books;
    private final DeliveryListener listener;
    private long read;

    EventOffers(Destinations destinations, Backlog backlog, SubscriptionBooks books, DeliveryListener listener) {
        this.destinations = destinations;
        this.backlog = backlog;
        this.books = books;
        this.listener = listener;
        this.read = books.position();
    }

    /** The last sequence that was offered. */
    long read() {
        return read;
    }

    /** How far the last event that was read lies before the first that is not settled. */
    long span() {
        return read - books.position();
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
            deadUnsent(row, "", reading.lacking(), now);
            return;
        }
        boolean stored = held || reading.units() > 1;
        if (held || reading.values().isEmpty()) {
            books.leave(row.seq(), "", held);
        }
        for (String value : reading.values()) {
            Destination destination = destinations.of(value, now);
            String overrun = destinations.overrun(destination, row.namespace());
            if (!overrun.isEmpty()) {
                deadUnsent(row, value, overrun, now);
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
            if (!lane.parked && backlog.crowded(destination)) {
                backlog.park(lane);
            }
            add(lane, new Lane.Entry(row.seq(), row, stored));
        }
        if (span() > MAX_SPAN / 2) {
            destinations.all().forEach(each -> each.lanes.all().forEach(backlog::park));
        }
    }

    private void deadUnsent(EventRow row, String value, String why, long now) {
        books.failed(why, now);
        books.dead(row.seq(), value, row.partitionKey(), new Lane.Failure(0, now, now, 0, 0, 0, why));
        listener.deadUnsent(row, why);
    }

    private void add(Lane lane, Lane.Entry entry) {
        destinations.waits(lane);
        backlog.add(lane, entry);
    }
}
