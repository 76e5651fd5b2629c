package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.EventFilter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** What subscriptions asked for, and from which sequence on; and the steps of routes that left events out, each once. */
public final class FilterTable {

    /** What a file that changes all the time may leave here of one subscription. */
    private static final int MOST_STEPS = 1_000;

    private FilterTable() {}

    /** Notes a filter, where it is not the one that was noted last. */
    public static void note(Connection connection, long subscription, long behind, EventFilter filter)
            throws SQLException {
        if (at(connection, subscription, Long.MAX_VALUE).equals(Optional.of(filter))) {
            return;
        }
        try (PreparedStatement note = connection.prepareStatement("INSERT OR REPLACE INTO filter (subscription, behind,"
                + " types, namespaces, kinds, outcomes, slot) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            note.setLong(1, subscription);
            note.setLong(2, behind);
            note.setString(3, filter.types());
            note.setString(4, filter.namespaces());
            note.setString(5, filter.kinds());
            note.setString(6, filter.outcomes());
            note.setString(7, filter.slot());
            note.executeUpdate();
        }
    }

    /** The filter that was in force for an event; empty where that is not known. */
    public static Optional<EventFilter> at(Connection connection, long subscription, long seq) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT types, namespaces, kinds, outcomes, slot FROM filter"
                        + " WHERE subscription = ? AND behind < ? ORDER BY behind DESC LIMIT 1")) {
            query.setLong(1, subscription);
            query.setLong(2, seq);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new EventFilter(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5)))
                        : Optional.empty();
            }
        }
    }

    /** The number of a step, which is written down where it is new. */
    static long stepNumber(Statements statements, long subscription, String words) throws SQLException {
        PreparedStatement find = statements.get("SELECT id FROM step WHERE subscription = ? AND words = ?");
        find.setLong(1, subscription);
        find.setString(2, words);
        try (ResultSet row = find.executeQuery()) {
            if (row.next()) {
                return row.getLong(1);
            }
        }
        PreparedStatement trim = statements.get("DELETE FROM step WHERE subscription = ?1 AND id NOT IN"
                + " (SELECT id FROM step WHERE subscription = ?1 ORDER BY id DESC LIMIT " + (MOST_STEPS - 1) + ")");
        trim.setLong(1, subscription);
        trim.executeUpdate();
        PreparedStatement insert = statements.get("INSERT INTO step (subscription, words) VALUES (?, ?) RETURNING id");
        insert.setLong(1, subscription);
        insert.setString(2, words);
        try (ResultSet row = insert.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The words of a step of a subscription; empty where they are forgotten. */
    static String stepWords(Connection connection, long subscription, long number) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT words FROM step WHERE id = ? AND subscription = ?")) {
            query.setLong(1, number);
            query.setLong(2, subscription);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getString(1) : "";
            }
        }
    }
}
