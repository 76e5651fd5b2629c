package io.github.tektoncourier.journal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A journal's books, read beside its owner or while it has none; never writes. Each method throws
 * {@link JournalException} when the journal cannot be read.
 */
public interface JournalView extends AutoCloseable {

    /** The books of every subscription that the journal knows. */
    List<Books> books();

    /** When it was last rebuilt from a damaged database. */
    Optional<Instant> rebuilt();

    /** Names of databases that were set aside and are still there. */
    List<String> setAside();

    /** How much room is used. */
    Usage usage();

    /** How much of it each subscription holds back, the largest first. */
    List<Hold> holds();

    /**
     * Dead letters, in order of subscription and sequence.
     *
     * @param limit how many at most
     */
    List<DeadLetter> dead(EventSelection which, int limit);

    /**
     * What a request would do, without doing it.
     *
     * @throws JournalException when it cannot be done; the message says why
     */
    JournalRequest.Result preview(JournalRequest request);

    @Override
    void close();
}
