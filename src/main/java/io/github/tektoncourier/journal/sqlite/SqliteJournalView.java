package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.DeadLetter;
import io.github.tektoncourier.journal.EventSelection;
import io.github.tektoncourier.journal.Hold;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalListing;
import io.github.tektoncourier.journal.JournalRequest;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.journal.Usage;
import io.github.tektoncourier.journal.history.EventPage;
import io.github.tektoncourier.journal.history.LatestFailure;
import io.github.tektoncourier.journal.history.NamespaceScope;
import io.github.tektoncourier.journal.history.RunHistory;
import io.github.tektoncourier.journal.history.RunSummary;
import io.github.tektoncourier.journal.sqlite.retain.HoldQuery;
import io.github.tektoncourier.journal.sqlite.retain.UsageQuery;
import io.github.tektoncourier.journal.sqlite.store.BooksQuery;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.DeadLetterTable;
import io.github.tektoncourier.journal.sqlite.store.HistoryQuery;
import io.github.tektoncourier.journal.sqlite.store.JournalFiles;
import io.github.tektoncourier.journal.sqlite.store.Meta;
import io.github.tektoncourier.journal.sqlite.store.NativeLibrary;
import io.github.tektoncourier.journal.sqlite.store.RequestPreview;
import io.github.tektoncourier.journal.sqlite.store.Schema;
import io.github.tektoncourier.journal.track.DamagedException;
import io.github.tektoncourier.text.LogText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the books in the SQLite file. */
public final class SqliteJournalView implements JournalListing {

    private final Path directory;
    private final Connection connection;

    private SqliteJournalView(Path directory, Connection connection) {
        this.directory = directory;
        this.connection = connection;
    }

    /** Opens the journal in a directory, or says that there is none. */
    public static SqliteJournalView open(Path directory) {
        Path file = new JournalFiles(directory).database();
        if (!Files.exists(file)) {
            throw new JournalException("There is no journal in " + directory.toAbsolutePath()
                    + ". Is courier.journal.directory the one that `courier run` uses?");
        }
        NativeLibrary.load();
        try {
            Connection connection = Database.reader(file);
            if (!Schema.isCurrent(connection)) {
                connection.close();
                throw new JournalException("The journal in " + directory.toAbsolutePath()
                        + " was written by another version of the courier. Use that version to read it.");
            }
            return new SqliteJournalView(directory, connection);
        } catch (SQLException e) {
            throw unreadable(directory, e);
        }
    }

    @Override
    public List<Books> books() {
        try {
            return BooksQuery.read(connection);
        } catch (SQLException e) {
            throw unreadable(directory, e);
        }
    }

    @Override
    public Optional<Instant> rebuilt() {
        try {
            long millis = Meta.rebuilt(connection);
            return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
        } catch (SQLException e) {
            throw unreadable(directory, e);
        }
    }

    @Override
    public List<String> setAside() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("journal\\.db\\.(damaged|replaced)-[0-9TZ.]+"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of(); // what cannot be listed is no trouble here
        }
    }

    @Override
    public Usage usage() {
        try {
            return UsageQuery.read(connection, new JournalFiles(directory).wal());
        } catch (SQLException e) {
            throw unreadable(directory, e);
        }
    }

    @Override
    public List<Hold> holds() {
        try {
            return HoldQuery.read(connection, usage().usedBytes());
        } catch (SQLException e) {
            throw unreadable(directory, e);
        }
    }

    @Override
    public List<DeadLetter> dead(EventSelection which, DeadLetter.@Nullable Key after, int limit) {
        try {
            return DeadLetterTable.find(connection, which, Long.MAX_VALUE, false, after, limit).stream()
                    .map(DeadLetterTable.Row::letter)
                    .toList();
        } catch (SQLException e) {
            throw unreadable(directory, e);
        }
    }

    @Override
    public List<RunHistory> history(String what, @Nullable String subscription, NamespaceScope visible) {
        return history(what, subscription, visible, Long.MAX_VALUE).orElseThrow();
    }

    @Override
    public Optional<List<RunHistory>> history(
            String what, @Nullable String subscription, NamespaceScope visible, long mostCharacters) {
        try {
            return HistoryQuery.of(connection, what, subscription, visible, mostCharacters);
        } catch (SQLException e) {
            throw unreadable(directory, e);
        }
    }

    @Override
    public List<LatestFailure> failures(NamespaceScope visible) {
        try {
            return HistoryQuery.latestFailures(connection, visible);
        } catch (SQLException e) {
            throw unreadable(directory, e);
        }
    }

    @Override
    public JournalRequest.Result preview(JournalRequest request) {
        try {
            return RequestPreview.of(connection, request);
        } catch (SQLException e) {
            throw unreadable(directory, e);
        }
    }

    @Override
    public List<RunSummary> runs(@Nullable String run, NamespaceScope visible, long before, int limit) {
        try {
            return ListingQuery.runs(connection, run, visible, before, limit);
        } catch (SQLException e) {
            throw unreadable(directory, e);
        }
    }

    @Override
    public EventPage events(EventSelection which, long before, int limit) {
        try {
            return ListingQuery.events(connection, which, before, limit);
        } catch (SQLException e) {
            throw unreadable(directory, e);
        }
    }

    @Override
    public Optional<StoredEvent> event(String id, NamespaceScope visible) {
        try {
            return ListingQuery.event(connection, id, visible);
        } catch (SQLException e) {
            throw unreadable(directory, e);
        } catch (DamagedException e) {
            throw new JournalException(String.valueOf(e.getMessage()), e);
        }
    }

    private static JournalException unreadable(Path directory, SQLException e) {
        return new JournalException(
                "The journal in " + directory.toAbsolutePath() + " cannot be read: "
                        + LogText.line(e.getMessage(), 200),
                e);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw unreadable(directory, e);
        }
    }
}
