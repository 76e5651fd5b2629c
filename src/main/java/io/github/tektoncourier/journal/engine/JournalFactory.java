package io.github.tektoncourier.journal.engine;

import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalListing;
import io.github.tektoncourier.journal.JournalLockedException;
import io.github.tektoncourier.journal.JournalRequest;
import io.github.tektoncourier.journal.JournalRequests;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.sqlite.RequestClient;
import io.github.tektoncourier.journal.sqlite.RequestSubmission;
import io.github.tektoncourier.journal.sqlite.SqliteJournal;
import io.github.tektoncourier.journal.sqlite.SqliteJournalView;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** Opens journals: the one place that knows which engines there are. */
public final class JournalFactory {

    private JournalFactory() {}

    /**
     * Opens the journal that the settings name, or begins a new one. One process owns a journal at a time.
     *
     * @throws JournalLockedException when another process owns it
     * @throws JournalException when it cannot be opened
     */
    public static Journal open(JournalSettings settings, Clock clock) {
        return SqliteJournal.open(settings, clock);
    }

    /**
     * Has the owner of a journal do something, or does it where there is no owner.
     *
     * @throws JournalException when there is no journal, it cannot be written, or its owner does not answer
     */
    public static JournalRequest.Result request(JournalSettings settings, Clock clock, JournalRequest request) {
        return new RequestClient(settings, clock, Duration.ofSeconds(30)).ask(request);
    }

    /**
     * Opens the books of the journal in a directory, beside its owner or while it has none.
     *
     * @throws JournalException when there is none, or it cannot be read
     */
    public static JournalListing view(Path directory) {
        return SqliteJournalView.open(directory);
    }

    /** By which the owner of a journal is asked for something. */
    public static JournalRequests requests(JournalSettings settings, Clock clock) {
        return new RequestSubmission(settings, clock);
    }
}
