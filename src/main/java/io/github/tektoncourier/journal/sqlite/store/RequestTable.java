package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.EventSelection;
import io.github.tektoncourier.journal.JournalRequest;
import io.github.tektoncourier.journal.history.NamespaceScope;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What commands ask of the journal's owner: they write a row, the owner does it and says so in the same row. */
public final class RequestTable {

    /** The answer is read within seconds. */
    private static final long KEPT_MILLIS = 24 * 60 * 60_000L;

    /**
     * A request and how far it got.
     *
     * @param asked milliseconds
     * @param last sequence up to which a replay goes, 0 until it has begun
     * @param place sequence that a replay has come to
     */
    public record Row(
            long id,
            JournalRequest.Action action,
            EventSelection selection,
            long asked,
            long last,
            long place,
            JournalRequest.Result result,
            boolean done) {

        /** The same, one step further. */
        public Row further(long newLast, long newPlace, JournalRequest.Result more, boolean nowDone) {
            JournalRequest.Result sum =
                    new JournalRequest.Result(result.letters() + more.letters(), result.events() + more.events());
            return new Row(id, action, selection, asked, newLast, newPlace, sum, nowDone);
        }
    }

    private RequestTable() {}

    /** Asks; gives the row's number. */
    public static long insert(Connection connection, JournalRequest request, long now) throws SQLException {
        EventSelection which = request.selection();
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO request (action, asked, subscription,"
                        + " event, run, type, reason, since, until, namespaces) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id")) {
            insert.setString(1, request.action().word());
            insert.setLong(2, now);
            insert.setString(3, which.subscription());
            insert.setString(4, which.event());
            insert.setString(5, which.run());
            insert.setString(6, which.type());
            insert.setString(7, which.reason());
            insert.setLong(8, millis(which.since()));
            insert.setLong(9, millis(which.until()));
            insert.setString(10, which.visible().text());
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** The oldest request that is not done. */
    public static Optional<Row> next(Connection connection) throws SQLException {
        return row(connection, "done = 0 ORDER BY id LIMIT 1");
    }

    public static Optional<Row> find(Connection connection, long id) throws SQLException {
        return row(connection, "id = " + id);
    }

    private static Optional<Row> row(Connection connection, String condition) throws SQLException {
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("SELECT id, action, subscription, event, run, type, reason, since,"
                        + " until, asked, last, place, letters, events, done, namespaces FROM request WHERE "
                        + condition)) {
            if (!row.next()) {
                return Optional.empty();
            }
            EventSelection which = new EventSelection(
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6),
                    row.getString(7),
                    instant(row.getLong(8)),
                    instant(row.getLong(9)),
                    scope(row.getString(16)));
            return JournalRequest.Action.of(row.getString(2)).isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Row(
                            row.getLong(1),
                            JournalRequest.Action.of(row.getString(2)).get(),
                            which,
                            row.getLong(10),
                            row.getLong(11),
                            row.getLong(12),
                            new JournalRequest.Result(row.getLong(13), row.getLong(14)),
                            row.getLong(15) > 0));
        }
    }

    /** Notes how far it got. */
    public static void write(Connection connection, Row row, long now) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE request SET last = ?, place = ?, letters = ?, events = ?, done = ? WHERE id = ?")) {
            update.setLong(1, row.last());
            update.setLong(2, row.place());
            update.setLong(3, row.result().letters());
            update.setLong(4, row.result().events());
            update.setLong(5, row.done() ? now : 0);
            update.setLong(6, row.id());
            update.executeUpdate();
        }
        Database.execute(connection, "DELETE FROM request WHERE done > 0 AND done < " + (now - KEPT_MILLIS));
    }

    /** Takes back a request that is not done. */
    public static void withdraw(Connection connection, long id) throws SQLException {
        Database.execute(connection, "DELETE FROM request WHERE done = 0 AND id = " + id);
    }

    private static NamespaceScope scope(String text) {
        return text.isEmpty() ? NamespaceScope.ALL : NamespaceScope.of(text);
    }

    private static long millis(@Nullable Instant time) {
        return time == null ? 0 : time.toEpochMilli();
    }

    private static @Nullable Instant instant(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }
}
