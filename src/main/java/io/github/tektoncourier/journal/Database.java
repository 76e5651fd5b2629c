package io.github.tektoncourier.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.UnaryOperator;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** Opens connections to the journal's file, each with the settings that its part needs. */
final class Database {

    /** Two compressed 9 KB bodies fit one page; at 4096 every body would waste half of its page. */
    private static final int PAGE_SIZE = 8192;

    private static final int BUSY_MILLIS = 10_000;

    private Database() {}

    /** The one connection that writes: every commit is on disk before it returns. */
    static Connection writer(Path file) throws SQLException {
        return writer(file, UnaryOperator.identity());
    }

    /** The same; tests see through {@code seen} everything that goes to the disk. */
    static Connection writer(Path file, UnaryOperator<Connection> seen) throws SQLException {
        SQLiteConfig config = config(4_000);
        Connection connection = seen.apply(config.createConnection("jdbc:sqlite:" + file));
        try {
            execute(
                    connection,
                    // these two work only before the first table, in this order
                    "PRAGMA page_size = " + PAGE_SIZE,
                    "PRAGMA auto_vacuum = INCREMENTAL",
                    "PRAGMA journal_mode = WAL",
                    "PRAGMA synchronous = FULL",
                    "PRAGMA wal_autocheckpoint = 0");
            Schema.prepare(connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** A connection that moves the write-ahead log into the file, on a thread of its own. */
    static Connection checkpointer(Path file) throws SQLException {
        Connection connection = config(500).createConnection("jdbc:sqlite:" + file);
        execute(connection, "PRAGMA synchronous = FULL", "PRAGMA wal_autocheckpoint = 0");
        return connection;
    }

    /** A connection that only reads; never creates a file. */
    static Connection reader(Path file) throws SQLException {
        SQLiteConfig config = config(1_000);
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        execute(connection, "PRAGMA query_only = ON", "PRAGMA wal_autocheckpoint = 0");
        return connection;
    }

    private static SQLiteConfig config(int cacheKibibytes) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setCacheSize(-cacheKibibytes);
        return config;
    }

    static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of the first row, or {@code absent}. */
    static long number(Connection connection, String sql, long absent) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            if (!rows.next()) {
                return absent;
            }
            long value = rows.getLong(1);
            return rows.wasNull() ? absent : value;
        }
    }
}
