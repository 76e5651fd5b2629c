package io.github.tektoncourier.journal.sqlite.retain;

import io.github.tektoncourier.journal.SinkState;
import io.github.tektoncourier.journal.sqlite.store.Database;
import java.sql.Connection;
import java.sql.SQLException;

/** Bounds what sinks keep of their own. */
final class SinkStateRetention {

    private SinkStateRetention() {}

    /** Takes out what is over, and what is too much; that which ends first goes first. */
    static void trim(Connection connection, long now) throws SQLException {
        for (long id : Database.numbers(connection, "SELECT DISTINCT subscription FROM sink_state")) {
            Database.execute(connection, "DELETE FROM sink_state WHERE subscription = " + id + " AND until <= " + now);
            long count = Database.number(connection, "SELECT count(*) FROM sink_state WHERE subscription = " + id, 0);
            if (count > SinkState.MOST) {
                Database.execute(
                        connection,
                        "DELETE FROM sink_state WHERE (subscription, key) IN (SELECT subscription, key FROM sink_state"
                                + " WHERE subscription = " + id + " ORDER BY until LIMIT " + (count - SinkState.MOST)
                                + ")");
            }
        }
    }
}
