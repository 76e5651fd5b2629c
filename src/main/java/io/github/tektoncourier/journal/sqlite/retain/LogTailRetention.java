package io.github.tektoncourier.journal.sqlite.retain;

import io.github.tektoncourier.journal.sqlite.store.Database;
import java.sql.Connection;
import java.sql.SQLException;

/** Bounds the last lines of logs that the journal keeps. */
final class LogTailRetention {

    /** Bytes of a row beside its texts. */
    private static final int ROW = 120;

    private LogTailRetention() {}

    /**
     * Takes out what is old, and the older half where all take too much.
     *
     * @param cutoff what was read until then goes, in milliseconds
     * @param most bytes that all may take
     */
    static void trim(Connection connection, long cutoff, long most) throws SQLException {
        Database.execute(connection, "DELETE FROM log_tail WHERE read <= " + cutoff);
        long bytes = Database.number(
                connection,
                "SELECT coalesce(sum(length(CAST(text AS BLOB)) + length(note) + " + ROW + "), 0) FROM log_tail",
                0);
        if (bytes > most) {
            Database.execute(
                    connection,
                    "DELETE FROM log_tail WHERE read <= (SELECT read FROM log_tail ORDER BY read LIMIT 1 OFFSET"
                            + " (SELECT count(*) / 2 FROM log_tail))");
        }
    }
}
