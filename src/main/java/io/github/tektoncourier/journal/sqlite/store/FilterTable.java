package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.EventFilter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** What subscriptions asked for, and from which sequence on. */
public final class FilterTable {

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
}
