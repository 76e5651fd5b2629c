package io.github.tektoncourier.journal.sqlite.repair;

import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.Reader;
import io.github.tektoncourier.journal.sqlite.store.Schema;
import io.github.tektoncourier.journal.track.DamagedException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Looks at a database before it is used. What is damaged and not looked at here is found when it is read, so this only
 * has to be quick: all of it where that takes no time, or where the last owner did not close it.
 */
public final class Health {

    static final String CLEAN = "clean";

    /** A larger file is read whole only where its last owner did not close it: that is as slow as its disk. */
    private static final long SMALL = 64 * JournalSettings.MEBIBYTE;

    /** Every column that is used, and every constraint that statements lean on. */
    private static final List<String> USED = List.of(
            "SELECT id, key, resource_version, baseline, reached FROM scope",
            "SELECT id, uid, kind, namespace, name, partitionkey, owner, snapshot, last, gone, scope FROM run LIMIT 1",
            "SELECT run, moment, seq FROM told LIMIT 1",
            "SELECT name, run, uid FROM pod LIMIT 1",
            "SELECT id, length, data FROM snapshot LIMIT 1",
            "SELECT " + Reader.EVENT_COLUMNS + ", run, moment FROM event LIMIT 1",
            "SELECT id, name, start, position, delivered, filtered, dead, dropped, state, error, error_at, extra, refused,"
                    + " refusal, began, retried, replayed, replay_failed, down_since FROM subscription",
            "SELECT subscription, seq, state, partitionkey, attempts, first_failure, counted, answer, value, last_failure"
                    + " FROM exception",
            "SELECT subscription, behind, types, namespaces, kinds, outcomes, slot FROM filter",
            "SELECT id, action, asked, subscription, event, run, type, reason, since, until, last, place, letters, events, done, namespaces"
                    + " FROM request",
            "SELECT subscription, first, last, since, data FROM outcome LIMIT 1",
            "SELECT seq, subscription, value, place, number, at, millis, outcome, answer FROM attempt LIMIT 1",
            "SELECT subscription, key, value, until FROM sink_state LIMIT 1",
            "SELECT id, subscription, words FROM step LIMIT 1",
            "SELECT uid, step, text, note, read FROM log_tail LIMIT 1",
            "SELECT key, value FROM meta",
            "SELECT max(id) FROM run UNION ALL SELECT max(id) FROM snapshot UNION ALL SELECT max(seq) FROM event",
            "EXPLAIN INSERT INTO scope (key, resource_version, baseline, reached) VALUES ('', '', 0, 0)"
                    + " ON CONFLICT (key) DO UPDATE SET reached = 0",
            "EXPLAIN INSERT INTO subscription (name, start, position, began) VALUES ('', 0, 0, 0) ON CONFLICT (name) DO NOTHING");

    private Health() {}

    /** Throws when it is damaged. */
    public static void check(Connection connection, Path file) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : USED) {
                read(statement, sql);
            }
            boolean clean = Database.number(connection, "SELECT value FROM meta WHERE key = '" + CLEAN + "'", 0) == 1;
            if (!clean || file.toFile().length() <= SMALL) {
                quick(statement);
            }
        } catch (SQLiteException e) {
            if (e.getResultCode() == SQLiteErrorCode.SQLITE_ERROR) {
                throw new DamagedException("The database lacks what a journal has: " + e.getMessage(), e);
            }
            throw e;
        }
    }

    private static void read(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                rows.getObject(columns);
            }
        }
    }

    private static void quick(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
            if (rows.next() && !"ok".equals(rows.getString(1))) {
                throw new DamagedException(String.valueOf(rows.getString(1)));
            }
        }
    }

    /** Notes how it is left, and what wrote it. */
    public static void note(Connection connection, boolean clean) throws SQLException {
        try (PreparedStatement note =
                connection.prepareStatement("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?), (?, ?)")) {
            note.setString(1, CLEAN);
            note.setInt(2, clean ? 1 : 0);
            note.setString(3, Schema.KEY);
            note.setInt(4, Schema.VERSION);
            note.executeUpdate();
        }
    }
}
