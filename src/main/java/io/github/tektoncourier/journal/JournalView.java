package io.github.tektoncourier.journal;

import io.github.tektoncourier.journal.history.LatestFailure;
import io.github.tektoncourier.journal.history.NamespaceScope;
import io.github.tektoncourier.journal.history.RunHistory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    default List<DeadLetter> dead(EventSelection which, int limit) {
        return dead(which, null, limit);
    }

    /**
     * Dead letters, in order of subscription and sequence.
     *
     * @param after only those behind this one; absent for the first
     * @param limit how many at most
     */
    List<DeadLetter> dead(EventSelection which, DeadLetter.@Nullable Key after, int limit);

    /**
     * What became of the events of a run, or of one event.
     *
     * @param what namespace and name of a run with a slash between them, its UID, or an event's id
     * @param subscription only at this one; absent for all
     * @return more than one for a name that was used again; none when the journal knows no such run
     */
    default List<RunHistory> history(String what, @Nullable String subscription) {
        return history(what, subscription, NamespaceScope.ALL);
    }

    /**
     * The same, as if there were no other namespaces.
     *
     * @param visible namespaces of which the asker may see anything
     */
    List<RunHistory> history(String what, @Nullable String subscription, NamespaceScope visible);

    /** The latest failed attempt of each subscription that has any whose event is kept. */
    default List<LatestFailure> failures() {
        return failures(NamespaceScope.ALL);
    }

    /** The same, as if there were no other namespaces. */
    List<LatestFailure> failures(NamespaceScope visible);

    /**
     * What a request would do, without doing it.
     *
     * @throws JournalException when it cannot be done; the message says why
     */
    JournalRequest.Result preview(JournalRequest request);

    @Override
    void close();
}
