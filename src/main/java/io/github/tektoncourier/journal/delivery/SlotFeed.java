package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.journal.track.Track;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.UnreadableException;
import io.github.tektoncourier.slot.SlotReader;
import io.github.tektoncourier.slot.SlotReading;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads for each event of a subscription what fills its slot, from the latest snapshot of its run. An event whose run is
 * too young to say is held back with the events behind it of the same partition key. Used by one thread at a time.
 */
final class SlotFeed {

    /** Annotations of Task and Pipeline come with the first status; where none comes the slot stays empty. */
    static final long PATIENCE_MILLIS = 30_000;

    /** What a namespace may have held back: its runs without a status must not fill the memory. */
    static final int MOST_HELD = 500;

    /** Values that are read at a time: 256 events may have 500 each, of up to 256 KiB an event. */
    static final int MOST_AT_ONCE = 4_000;

    private static final long AGAIN_MILLIS = 2_000;

    /**
     * What is to be done with an event.
     *
     * @param reading absent where it is not wanted, or held
     * @param wanted whether the filters let it through
     * @param held whether it was held before
     */
    record Offer(EventRow row, @Nullable SlotReading reading, boolean wanted, boolean held) {}

    private final SubscriptionSettings settings;
    private final SlotReader slot;
    private final Track track;
    private final Set<Long> settled;
    private final ObjLongConsumer<JournalException> unreadable;
    private final Map<String, Deque<EventRow>> held = new LinkedHashMap<>();
    private final Map<String, Integer> heldOf = new HashMap<>();
    private final Deque<Long> resumed;
    private long due;
    private int valuesRead;

    /**
     * Begins with what a subscription left behind.
     *
     * @param settled sequences behind its position that rows of their own tell of: they come once more and must not be
     *     held, or they would be divided twice
     * @param resumed sequences of events that were held when it ended, in order
     * @param unreadable is told of an event whose run cannot be read
     */
    SlotFeed(
            SubscriptionSettings settings,
            SlotReader slot,
            Track track,
            Set<Long> settled,
            Collection<Long> resumed,
            ObjLongConsumer<JournalException> unreadable) {
        this.settings = settings;
        this.slot = slot;
        this.track = track;
        this.settled = settled;
        this.unreadable = unreadable;
        this.resumed = new ArrayDeque<>(resumed);
        this.due = resumed.isEmpty() ? Long.MAX_VALUE : 0;
    }

    /** Events whose values are to be read although they were offered before. */
    void resume(List<Long> sequences) {
        resumed.addAll(sequences);
        due = 0;
    }

    /** When what is held is to be looked at again. */
    long due() {
        return due;
    }

    /**
     * Reads what fills the slot for these events, and for held ones that may be ready.
     *
     * @return in order, as far as it could be read; what follows is to be offered again
     */
    List<Offer> read(List<EventRow> rows, long now) {
        List<Offer> offers = new ArrayList<>();
        Set<String> touched = new LinkedHashSet<>();
        boolean whole = true;
        valuesRead = 0;
        try {
            takeUpResumed(touched);
            for (EventRow row : rows) {
                if (valuesRead < MOST_AT_ONCE) {
                    offers.add(offer(row, now, touched));
                }
            }
        } catch (JournalException e) {
            whole = false;
        }
        boolean all = now >= due;
        if (all) {
            touched.addAll(held.keySet());
        }
        for (String key : touched) {
            whole &= drain(key, now, offers);
        }
        long next = whole ? firstDue() : now + AGAIN_MILLIS;
        due = all || (whole && held.isEmpty()) ? next : Math.min(due, next); // others may wait to be read again
        return offers;
    }

    private void takeUpResumed(Set<String> touched) {
        while (!resumed.isEmpty()) {
            EventRow row = event(resumed.element());
            hold(row);
            touched.add(row.partitionKey());
            resumed.remove();
        }
    }

    private EventRow event(long seq) {
        try {
            return track.event(seq);
        } catch (JournalException e) {
            unreadable.accept(e, seq);
            throw e;
        }
    }

    private Offer offer(EventRow row, long now, Set<String> touched) {
        if (settled.contains(row.seq()) || !row.wantedBy(settings)) {
            return new Offer(row, null, false, false);
        }
        if (held.containsKey(row.partitionKey())) {
            hold(row);
            touched.add(row.partitionKey());
            return new Offer(row, null, true, false);
        }
        SlotReading reading = reading(row);
        if (waits(row, reading, now)) {
            holdUnlessFull(row, reading, touched);
            return new Offer(row, null, true, false);
        }
        return new Offer(row, reading, true, false);
    }

    private void holdUnlessFull(EventRow row, SlotReading reading, Set<String> touched) {
        if (!reading.unavailable().isEmpty()) {
            if (heldOf.getOrDefault(row.namespace(), 0) >= MOST_HELD) {
                throw new JournalException(reading.unavailable()); // what follows waits in the journal
            }
            touched.add(row.partitionKey());
        }
        hold(row);
    }

    private void hold(EventRow row) {
        held.computeIfAbsent(row.partitionKey(), any -> new ArrayDeque<>(2)).add(row);
        heldOf.merge(row.namespace(), 1, Integer::sum);
    }

    /** Gives what is ready of a partition key, in order; false where it could not be read. */
    private boolean drain(String key, long now, List<Offer> offers) {
        Deque<EventRow> queue = held.getOrDefault(key, new ArrayDeque<>());
        Iterator<EventRow> rows = queue.iterator();
        while (rows.hasNext()) {
            if (valuesRead >= MOST_AT_ONCE) {
                return false;
            }
            EventRow row = rows.next();
            SlotReading reading;
            try {
                reading = reading(row);
            } catch (JournalException e) {
                return false;
            }
            if (waits(row, reading, now)) {
                return reading.unavailable().isEmpty();
            }
            offers.add(new Offer(row, reading, true, true));
            rows.remove();
            heldOf.merge(row.namespace(), -1, (a, b) -> a + b == 0 ? null : a + b);
        }
        held.remove(key);
        return true;
    }

    private boolean waits(EventRow row, SlotReading reading, long now) {
        if (!reading.unavailable().isEmpty()) {
            return true;
        }
        return reading.early()
                && now < row.appended() + PATIENCE_MILLIS
                && heldOf.getOrDefault(row.namespace(), 0) < MOST_HELD;
    }

    private long firstDue() {
        return held.values().stream()
                .mapToLong(queue -> queue.element().appended() + PATIENCE_MILLIS)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private SlotReading reading(EventRow row) {
        try {
            SlotReading reading = slot.read(row.namespace(), run(row).orElse(null));
            valuesRead += reading.units();
            return reading;
        } catch (JournalException e) {
            unreadable.accept(e, row.seq());
            throw e;
        }
    }

    private Optional<Run> run(EventRow row) {
        RunKind kind = kind(row.kind());
        if (kind == null) {
            return Optional.empty();
        }
        return track.run(row).flatMap(json -> {
            try {
                return Optional.of(RunReader.readStored(kind, json));
            } catch (UnreadableException e) {
                return Optional.empty();
            }
        });
    }

    private static @Nullable RunKind kind(String lower) {
        for (RunKind kind : RunKind.values()) {
            if (kind.lower().equals(lower)) {
                return kind;
            }
        }
        return null;
    }
}
