package io.github.tektoncourier.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sequences that no event has: what damage took, and the gap that a rebuilt journal leaves so that what it gives out
 * rises. Kept in {@code meta}, one row for each; they are neither waited for nor counted.
 */
final class Holes {

    static final String KEY = "hole:";

    /** The head of a journal: its last event, or the end of a gap behind that. */
    static final String HEAD = "max((SELECT coalesce(max(seq), 0) FROM event),"
            + " (SELECT coalesce(max(value), 0) FROM meta WHERE key LIKE 'hole:%'))";

    private final TreeMap<Long, Long> ends = new TreeMap<>();

    static Holes none() {
        return new Holes();
    }

    static Holes read(Connection connection) throws SQLException {
        Holes holes = new Holes();
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT key, value FROM meta WHERE key LIKE 'hole:%'");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                holes.ends.put(Long.parseLong(rows.getString(1).substring(KEY.length())), rows.getLong(2));
            }
        } catch (NumberFormatException e) {
            throw new DamagedException("The table meta holds what it cannot hold", e);
        }
        return holes;
    }

    /** Begins behind so much and goes up to there. */
    static void write(Statements statements, long first, long last) throws SQLException {
        PreparedStatement insert = statements.get("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)");
        insert.setString(1, KEY + Attributes.sequence(first));
        insert.setLong(2, last);
        insert.executeUpdate();
    }

    /** The last sequence of the hole that this one is in; itself less one where it is in none. */
    long end(long seq) {
        Map.Entry<Long, Long> hole = ends.floorEntry(seq);
        return hole != null && hole.getValue() >= seq ? hole.getValue() : seq - 1;
    }

    /** How many there are behind the first and up to the last. */
    long between(long behind, long upTo) {
        long count = 0;
        for (Map.Entry<Long, Long> hole : ends.entrySet()) {
            count += Math.max(0, Math.min(hole.getValue(), upTo) - Math.max(hole.getKey() - 1, behind));
        }
        return count;
    }
}
