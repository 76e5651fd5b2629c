package io.github.tektoncourier.journal;

import io.github.tektoncourier.journal.history.EventPage;
import io.github.tektoncourier.journal.history.NamespaceScope;
import io.github.tektoncourier.journal.history.RunHistory;
import io.github.tektoncourier.journal.history.RunSummary;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be listed of a journal, page by page, the newest first. */
public interface JournalListing extends JournalView {

    /**
     * Runs.
     *
     * @param run a run's UID, or its namespace and name with a slash between them; absent for all
     * @param before only those with a lower number; {@link Long#MAX_VALUE} for the first
     */
    List<RunSummary> runs(@Nullable String run, NamespaceScope visible, long before, int limit);

    /**
     * Stored events; of the selection, subscription and reason are not looked at.
     *
     * @param before only those with a lower sequence; {@link Long#MAX_VALUE} for the first
     */
    EventPage events(EventSelection which, long before, int limit);

    /**
     * What became of runs, where it is not too much to be told at once.
     *
     * @param mostCharacters of receivers' answers
     * @return empty where there are more
     */
    Optional<List<RunHistory>> history(
            String what, @Nullable String subscription, NamespaceScope visible, long mostCharacters);

    /** A stored event with its data; empty when there is none of this id. */
    Optional<StoredEvent> event(String id, NamespaceScope visible);
}
