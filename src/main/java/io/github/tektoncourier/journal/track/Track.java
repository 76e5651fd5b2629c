package io.github.tektoncourier.journal.track;

import io.github.tektoncourier.journal.JournalException;
import java.util.List;
import java.util.Optional;

/**
 * One ordered stream of events without gaps, as a subscription reads it. Knows no engine; each method throws
 * {@link JournalException} when what is stored cannot be read.
 */
public interface Track {

    /** Ordinal of the latest event that is durable; 0 when there is none. */
    long head();

    /** Events behind an ordinal, in order; empty at the head. */
    List<EventRow> after(long ordinal, int limit);

    /**
     * One event.
     *
     * @throws MissingException when it is not kept any more
     */
    EventRow event(long ordinal);

    /** The data that an event names as its snapshot, JSON. */
    byte[] body(long snapshot);

    /** The event's run as its latest snapshot shows it, else as the event does, JSON; empty where neither is kept. */
    Optional<byte[]> run(EventRow row);

    /** Bytes of a body, without reading it. */
    int length(long snapshot);
}
