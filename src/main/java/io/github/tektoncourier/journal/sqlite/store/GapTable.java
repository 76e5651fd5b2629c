package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.track.Attributes;
import io.github.tektoncourier.journal.track.DamagedException;
import io.github.tektoncourier.journal.track.SequenceGaps;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** {@link SequenceGaps} as they are stored: rows of {@code meta}, one for each. */
public final class GapTable {

    static final String KEY = "hole:";

    /** The head of a journal: its last event, or the end of a gap behind that. */
    public static final String HEAD = "max((SELECT coalesce(max(seq), 0) FROM event),"
            + " (SELECT coalesce(max(value), 0) FROM meta WHERE key LIKE 'hole:%'))";

    private GapTable() {}

    /**
     * All gaps.
     *
     * @throws DamagedException when a row holds what it cannot hold
     */
    public static SequenceGaps read(Connection connection) throws SQLException {
        SequenceGaps gaps = SequenceGaps.none();
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT key, value FROM meta WHERE key LIKE 'hole:%'");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                gaps.add(Long.parseLong(rows.getString(1).substring(KEY.length())), rows.getLong(2));
            }
        } catch (NumberFormatException e) {
            throw new DamagedException("The table meta holds what it cannot hold", e);
        }
        return gaps;
    }

    /** Notes a gap from its first sequence to its last. */
    public static void write(Statements statements, long first, long last) throws SQLException {
        PreparedStatement insert = statements.get("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)");
        insert.setString(1, KEY + Attributes.sequence(first));
        insert.setLong(2, last);
        insert.executeUpdate();
    }
}
