package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.track.Progress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A subscription as a file has it. */
record StoredSubscription(long start, long position, Set<Long> ahead, Set<Long> parked, Set<Long> dead) {

    boolean pending(long sequence) {
        return parked.contains(sequence)
                || (sequence > position && !ahead.contains(sequence) && !dead.contains(sequence));
    }

    static Map<String, StoredSubscription> all(Path database) throws SQLException {
        Map<String, StoredSubscription> all = new HashMap<>();
        try (Connection connection = Database.reader(database);
                PreparedStatement query =
                        connection.prepareStatement("SELECT name, start, position, id FROM subscription");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                long id = rows.getLong(4);
                all.put(
                        rows.getString(1),
                        new StoredSubscription(
                                rows.getLong(2),
                                rows.getLong(3),
                                rows(connection, id, Progress.Row.AHEAD),
                                rows(connection, id, Progress.Row.PARKED),
                                rows(connection, id, Progress.Row.DEAD)));
            }
        }
        return all;
    }

    private static Set<Long> rows(Connection connection, long id, int state) throws SQLException {
        Set<Long> found = new HashSet<>();
        try (PreparedStatement query =
                connection.prepareStatement("SELECT seq FROM exception WHERE subscription = ? AND state = ?")) {
            query.setLong(1, id);
            query.setInt(2, state);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getLong(1));
                }
            }
        }
        return found;
    }
}
