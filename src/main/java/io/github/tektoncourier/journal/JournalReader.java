package io.github.tektoncourier.journal;

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

/** Reads a journal's books beside its owner, or while it has none; never writes. */
public final class JournalReader implements AutoCloseable {

    private final Path directory;
    private final Connection connection;

    private JournalReader(Path directory, Connection connection) {
        this.directory = directory;
        this.connection = connection;
    }

    /** Opens the journal in a directory, or says that there is none. */
    public static JournalReader open(Path directory) {
        Path file = JournalSettings.in(directory).database();
        if (!Files.exists(file)) {
            throw new JournalException("There is no journal in " + directory.toAbsolutePath()
                    + ". Is courier.journal.directory the one that `courier run` uses?");
        }
        NativeLibrary.load();
        try {
            Connection connection = Database.reader(file);
            if (Schema.version(connection) != Schema.VERSION) {
                connection.close();
                throw new JournalException("The journal in " + directory.toAbsolutePath()
                        + " was written by another version of the courier. Use that version to read it.");
            }
            return new JournalReader(directory, connection);
        } catch (SQLException e) {
            throw unreadable(directory, e);
        }
    }

    /** The books of every subscription that the journal knows. */
    public List<Books> books() {
        try {
            return BooksQuery.read(connection);
        } catch (SQLException e) {
            throw unreadable(directory, e);
        }
    }

    /** When it was last rebuilt from a damaged database. */
    public Optional<Instant> rebuilt() {
        try {
            long millis = Meta.rebuilt(connection);
            return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
        } catch (SQLException e) {
            throw unreadable(directory, e);
        }
    }

    /** Names of databases that were set aside and are still there. */
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

    /** How much room is used. */
    public Usage usage() {
        try {
            return Usage.read(connection, JournalSettings.in(directory).wal());
        } catch (SQLException e) {
            throw unreadable(directory, e);
        }
    }

    /** How much of it each subscription holds back, the largest first. */
    public List<Hold> holds() {
        try {
            return HoldQuery.read(connection, usage().usedBytes());
        } catch (SQLException e) {
            throw unreadable(directory, e);
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
