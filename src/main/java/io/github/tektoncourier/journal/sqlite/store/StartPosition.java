package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.StartFrom;
import java.sql.Connection;
import java.sql.SQLException;

/** Finds the position at which a new subscription begins. */
final class StartPosition {

    private StartPosition() {}

    /** The sequence behind which the subscription starts. */
    static long of(StartFrom from, Connection connection, long head, long retained, long now) throws SQLException {
        if (from instanceof StartFrom.Earliest) {
            return retained;
        }
        return from instanceof StartFrom.Ago ago
                ? lastBefore(connection, now - ago.age().toMillis(), retained, head)
                : head;
    }

    /** Times rise with sequences, so halving finds the place without reading the whole table. */
    static long lastBefore(Connection connection, long time, long retained, long head) throws SQLException {
        long low = retained;
        long high = head;
        while (low < high) {
            long middle = low + (high - low + 1) / 2;
            long appended = Database.number(
                    connection, "SELECT appended FROM event WHERE seq >= " + middle + " ORDER BY seq LIMIT 1", time);
            if (appended < time) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
