package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.journal.track.Progress;
import io.github.tektoncourier.journal.track.ProgressLog;
import io.github.tektoncourier.journal.track.Resume;
import io.github.tektoncourier.journal.track.Track;
import io.github.tektoncourier.slot.SlotReader;
import io.github.tektoncourier.slot.SlotReading;
import io.github.tektoncourier.text.LogText;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events of one subscription from the journal, with the values of its slot, and offers them to its state. The caller
 * holds the lock for all but {@link #read}; one thread reads at a time.
 */
final class EventFeed {

    private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);
    private static final int BATCH = 256;
    private static final long AGAIN_MILLIS = 1_000;

    /** What is to be read: events behind an ordinal, and whether there are any. */
    record Request(long from, boolean more) {}

    /** What was read; the second list instead of the first where the subscription has a slot. */
    record Events(List<EventRow> rows, List<SlotFeed.Offer> offers) {
        static final Events NONE = new Events(List.of(), List.of());
    }

    private final SubscriptionSettings settings;
    private final long id;
    private final Track track;
    private final ProgressLog progress;
    private final DeliveryState state;
    private final Clock clock;
    private final @Nullable SlotFeed slots;
    private final List<Long> unread = new ArrayList<>();
    private boolean reading;
    private long after;
    private long heldDue;

    EventFeed(
            SubscriptionSettings settings,
            @Nullable SlotReader slot,
            Resume resume,
            Track track,
            ProgressLog progress,
            DeliveryState state,
            Clock clock) {
        this.settings = settings;
        this.id = resume.id();
        this.track = track;
        this.progress = progress;
        this.state = state;
        this.clock = clock;
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

    /** Events that were taken before and whose values are to be read now. */
    void resume(List<Long> sequences) {
        unread.addAll(sequences);
        heldDue = sequences.isEmpty() ? heldDue : 0;
    }

    /** Asks the disk for events that go again on request; the answer comes on the thread that records progress. */
    void askForReplays(BiConsumer<Progress.Unit, List<Progress.Row>> taker) {
        Progress.Unit behind = state.replays().cursor();
        progress.again(id, behind, Replays.MAX_OPEN, rows -> taker.accept(behind, rows));
    }

    /** Tells what waits, as long as the sink takes nothing. */
    void remind(long now) {
        state.remind(track.head(), now);
    }

    /** Whether there is something to read and no other thread reads. */
    boolean ready(long now) {
        return !reading && now >= after && (now >= heldDue || more());
    }

    /** When there may be something to read, if nothing is appended before. */
    long due(long now) {
        long again = after > now ? after : Long.MAX_VALUE;
        return reading ? again : Math.min(again, Math.max(heldDue, after));
    }

    private boolean more() {
        return state.hungry() && state.read() < track.head();
    }

    /** Begins to read: until {@link #offer} no other thread does. */
    Request begin() {
        reading = true;
        if (slots != null && !unread.isEmpty()) {
            slots.resume(unread);
            unread.clear();
        }
        return new Request(state.read(), more());
    }

    /** Reads without the lock; nothing where the journal cannot be read. */
    Events read(Request request) {
        List<EventRow> rows = List.of();
        List<SlotFeed.Offer> offers = List.of();
        try {
            rows = request.more() ? track.after(request.from(), BATCH) : rows;
            offers = slots == null ? offers : slots.read(rows, clock.millis());
        } catch (RuntimeException e) {
            LOG.warn(
                    "Subscription {} cannot read the journal: {}. It is tried again.",
                    settings.name(),
                    LogText.line(e.getMessage(), 200));
        }
        return new Events(rows, offers);
    }

    /** Offers what was read to the subscription's state, and ends to read. */
    void offer(Request request, Events events) {
        reading = false;
        if (slots == null) {
            events.rows().forEach(row -> state.offer(row, wanted(row)));
        } else {
            events.offers().forEach(this::offer);
            heldDue = unread.isEmpty() ? slots.due() : 0; // a request may have told of more meanwhile
        }
        boolean stuck = request.more() && state.read() == request.from();
        after = stuck ? clock.millis() + AGAIN_MILLIS : 0;
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
}
