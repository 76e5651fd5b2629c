package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.SinkState;
import io.github.tektoncourier.journal.sqlite.store.Readers;
import io.github.tektoncourier.journal.sqlite.write.Writer;
import io.github.tektoncourier.text.LogText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** A subscription's part of the table of sinks' state: read by the readers, written by the one writer. */
final class SqliteSinkState implements SinkState {

    private static final String OF = "(SELECT id FROM subscription WHERE name = ?)";

    private final String subscription;
    private final Readers readers;
    private final Writer writer;
    private final Clock clock;

    SqliteSinkState(String subscription, Readers readers, Writer writer, Clock clock) {
        this.subscription = subscription;
        this.readers = readers;
        this.writer = writer;
        this.clock = clock;
    }

    @Override
    public Optional<String> get(String key) {
        return readers.answer(reader -> read(reader.connection(), key));
    }

    @Override
    public void put(Map<String, String> values, Duration keep) {
        values.forEach(SqliteSinkState::check);
        long until = clock.millis() + keep.toMillis();
        Map<String, String> copy = Map.copyOf(values);
        try {
            boolean unused =
                    writer.call(connection -> write(connection, copy, until)).join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            throw new JournalException(
                    "The journal cannot keep what the sink of " + subscription + " noted: "
                            + LogText.line(cause == null ? "" : cause.getMessage(), 200),
                    e);
        }
    }

    private Optional<String> read(Connection connection, String key) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT value FROM sink_state WHERE subscription = " + OF + " AND key = ? AND until > ?")) {
            query.setString(1, subscription);
            query.setString(2, key);
            query.setLong(3, clock.millis());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    private boolean write(Connection connection, Map<String, String> values, long until) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT OR REPLACE INTO sink_state (subscription, key, value, until) SELECT id, ?, ?, ? FROM subscription"
                        + " WHERE name = ?")) {
            for (Map.Entry<String, String> value : values.entrySet()) {
                insert.setString(1, value.getKey());
                insert.setString(2, value.getValue());
                insert.setLong(3, until);
                insert.setString(4, subscription);
                if (insert.executeUpdate() == 0) {
                    throw new JournalException("The journal knows no subscription " + subscription);
                }
            }
        }
        return true;
    }

    private static void check(String key, String value) {
        if (key.isEmpty() || key.length() > LONGEST_KEY || value.length() > LONGEST_VALUE) {
            throw new IllegalArgumentException("A sink's state has a key of 1 to " + LONGEST_KEY
                    + " characters and a value of at most " + LONGEST_VALUE + "; " + LogText.quoted(key, 80) + " has "
                    + key.length() + " and " + value.length());
        }
    }
}
