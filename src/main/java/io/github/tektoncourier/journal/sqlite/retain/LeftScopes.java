package io.github.tektoncourier.journal.sqlite.retain;

import io.github.tektoncourier.journal.append.ScopePositions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Lets go of scopes that are no longer watched, as when a namespace was taken out of the settings, so that their runs do
 * not stay for ever because nothing says that they are gone. A namespace that is put back in time finds everything as
 * it was.
 */
public final class LeftScopes {
    private static final String LEFT = "left:";

    private final Connection connection;
    private final ScopePositions scopes;
    private final Consumer<List<String>> forget;
    private final long keptMillis;
    private final Map<String, Long> left = new HashMap<>();

    public LeftScopes(Connection connection, ScopePositions scopes, Consumer<List<String>> forget, long keptMillis)
            throws SQLException {
        this.connection = connection;
        this.scopes = scopes;
        this.forget = forget;
        this.keptMillis = keptMillis;
        try (Statement query = connection.createStatement();
                ResultSet rows = query.executeQuery("SELECT key, value FROM meta WHERE key LIKE '" + LEFT + "%'")) {
            while (rows.next()) {
                left.put(rows.getString(1).substring(LEFT.length()), rows.getLong(2));
            }
        }
    }

    /** A short turn; gives back whether there is more to do. */
    boolean step(long now) throws SQLException {
        List<String> unused = scopes.unused(now);
        if (unused.isEmpty() && left.isEmpty()) {
            return false;
        }
        boolean more = false;
        for (String key : List.copyOf(left.keySet())) {
            if (scopes.isUsed(key)) {
                write("DELETE FROM meta WHERE key = ?", LEFT + key);
                left.remove(key);
            }
        }
        for (String key : unused) {
            Long since = left.get(key);
            if (since == null) {
                write("INSERT OR REPLACE INTO meta (key, value) VALUES (?, " + now + ")", LEFT + key);
                left.put(key, now);
            } else if (since <= now - keptMillis) {
                more |= letGo(key, now);
            }
        }
        return more;
    }

    /** Its runs count as gone from now on and go as such; the scope itself when none is left. */
    private boolean letGo(String key, long now) throws SQLException {
        List<String> uids = new ArrayList<>();
        try (PreparedStatement update = connection.prepareStatement("UPDATE run SET gone = ? WHERE id IN (SELECT id"
                + " FROM run WHERE gone IS NULL AND scope = (SELECT id FROM scope WHERE key = ?) LIMIT "
                + Retention.BATCH + ") RETURNING uid")) {
            update.setLong(1, now);
            update.setString(2, key);
            try (ResultSet rows = update.executeQuery()) {
                while (rows.next()) {
                    uids.add(rows.getString(1));
                }
            }
        }
        forget.accept(uids);
        if (uids.size() < Retention.BATCH && scopes.letGo(key)) {
            write("DELETE FROM scope WHERE key = ?", key);
            write("DELETE FROM meta WHERE key = ?", LEFT + key);
            left.remove(key);
        }
        return uids.size() == Retention.BATCH;
    }

    private void write(String sql, String key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, key);
            statement.executeUpdate();
        }
    }
}
