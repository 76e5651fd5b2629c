package io.github.tektoncourier.journal.append;

import io.github.tektoncourier.journal.track.EventRow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events committed last, so that subscriptions that keep up read nothing from disk. */
public final class RecentEvents {

    private final EventRow[] ring;
    private long head;
    private long first;

    /** Starts empty behind {@code head}, the last event on disk. */
    public RecentEvents(int capacity, long head) {
        this.ring = new EventRow[capacity];
        this.head = head;
        this.first = head + 1;
    }

    /** Sequence of the last event committed. */
    public synchronized long head() {
        return head;
    }

    public synchronized void add(List<EventRow> committed) {
        for (EventRow row : committed) {
            head = row.seq();
            ring[(int) (head % ring.length)] = row;
        }
        first = Math.max(first, head - ring.length + 1);
    }

    /** Events behind {@code seq}, or nothing at all when the first of them is only on disk. */
    public synchronized @Nullable List<EventRow> after(long seq, int limit) {
        if (seq + 1 < first) {
            return null;
        }
        List<EventRow> rows = new ArrayList<>();
        for (long next = seq + 1; next <= head && rows.size() < limit; next++) {
            rows.add(ring[(int) (next % ring.length)]);
        }
        return rows;
    }
}
