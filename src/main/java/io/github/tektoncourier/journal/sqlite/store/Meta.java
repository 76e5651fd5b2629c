package io.github.tektoncourier.journal.sqlite.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;

/** The table {@code meta}: numbers about the journal as a whole, by key. */
public final class Meta {

    /** When the journal was rebuilt from a damaged one, in milliseconds. */
    public static final String REBUILT = "rebuilt";

    /** Scopes without a row were lost; they count as known up to this time. */
    public static final String SCOPES_LOST = "scopes-lost";

    /** Subscriptions were lost at this time; one that comes anew begins with all that is kept. */
    public static final String SUBSCRIPTIONS_LOST = "subscriptions-lost";

    /** In front of keys that belong to the user of the journal. */
    private static final String NOTE = "note:";

    /** After a day all scopes were listed and all sinks subscribed, or they will not be. */
    public static final long LOSS_REMEMBERED_MILLIS = 24 * 60 * 60_000L;

    private static final String WRITE = "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)";

    private Meta() {}

    /** The number under a key; 0 where there is none. */
    public static long number(Connection connection, String key) throws SQLException {
        return Database.number(connection, "SELECT value FROM meta WHERE key = '" + key + "'", 0);
    }

    public static void write(Statements statements, String key, long value) throws SQLException {
        PreparedStatement note = statements.get(WRITE);
        note.setString(1, key);
        note.setLong(2, value);
        note.executeUpdate();
    }

    /** What the user of the journal noted under a key; empty where it noted nothing. */
    public static OptionalLong noted(Connection connection, String key) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT value FROM meta WHERE key = ?")) {
            query.setString(1, NOTE + key);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    public static int note(Connection connection, String key, long value) throws SQLException {
        try (PreparedStatement note = connection.prepareStatement(WRITE)) {
            note.setString(1, NOTE + key);
            note.setLong(2, value);
            return note.executeUpdate();
        }
    }

    /** When the journal was rebuilt from a damaged one, in milliseconds; 0 when it never was. */
    public static long rebuilt(Connection connection) throws SQLException {
        return number(connection, REBUILT);
    }

    /** The same; 0 when it never was, or long ago. */
    public static long rebuiltLately(Connection connection, long now) throws SQLException {
        long rebuilt = rebuilt(connection);
        return rebuilt < now - LOSS_REMEMBERED_MILLIS ? 0 : rebuilt;
    }

    /** Up to when scopes without a row count as known, because rows were lost; 0 when none were, or long ago. */
    public static long scopesLost(Connection connection, long now) throws SQLException {
        return rebuiltLately(connection, now) == 0 ? 0 : number(connection, SCOPES_LOST);
    }
}
