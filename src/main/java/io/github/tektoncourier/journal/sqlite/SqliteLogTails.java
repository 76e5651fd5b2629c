package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.sqlite.store.Readers;
import io.github.tektoncourier.journal.sqlite.write.Writer;
import io.github.tektoncourier.journal.tail.LogTail;
import io.github.tektoncourier.journal.tail.LogTailStore;
import io.github.tektoncourier.text.LogText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** The table of last lines: read by the readers, written by the one writer. */
final class SqliteLogTails implements LogTailStore {

    private final Readers readers;
    private final Writer writer;
    private final Clock clock;

    SqliteLogTails(Readers readers, Writer writer, Clock clock) {
        this.readers = readers;
        this.writer = writer;
        this.clock = clock;
    }

    @Override
    public Optional<LogTail> get(String uid) {
        return readers.answer(reader -> read(reader.connection(), uid));
    }

    @Override
    public void put(String uid, LogTail tail) {
        long now = clock.millis();
        try {
            int unused =
                    writer.call(connection -> write(connection, uid, tail, now)).join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            throw new JournalException(
                    "The journal cannot keep the last lines of a log: "
                            + LogText.line(cause == null ? "" : cause.getMessage(), 200),
                    e);
        }
    }

    private static Optional<LogTail> read(Connection connection, String uid) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT step, text, note FROM log_tail WHERE uid = ?")) {
            query.setString(1, uid);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new LogTail(row.getString(1), row.getString(2), row.getString(3)))
                        : Optional.empty();
            }
        }
    }

    private static int write(Connection connection, String uid, LogTail tail, long now) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT OR REPLACE INTO log_tail (uid, step, text, note, read) VALUES (?, ?, ?, ?, ?)")) {
            insert.setString(1, uid);
            insert.setString(2, tail.step());
            insert.setString(3, tail.text());
            insert.setString(4, tail.note());
            insert.setLong(5, now);
            return insert.executeUpdate();
        }
    }
}
