package io.github.tektoncourier.journal.sqlite.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;
import org.sqlite.SQLiteOpenMode;

/** Opens connections to the journal's file, each with the settings that its part needs. */
public final class Database {

    /** Two compressed 9 KB bodies fit one page; at 4096 every body would waste half of its page. */
    private static final int PAGE_SIZE = 8192;

    private static final int BUSY_MILLIS = 10_000;
    private static final int MAX_VALUE = 32 * 1024 * 1024;

    private Database() {}

    /** The one connection that writes: every commit is on disk before it returns. */
    static Connection writer(Path file) throws SQLException {
        return writer(file, UnaryOperator.identity());
    }

    /** The same; tests see through {@code seen} everything that goes to the disk. */
    public static Connection writer(Path file, UnaryOperator<Connection> seen) throws SQLException {
        Connection connection = connect(file, seen);
        try {
            prepare(connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** A connection that is not ready yet: whatever is wrong with the file shows when it is prepared. */
    public static Connection connect(Path file, UnaryOperator<Connection> seen) throws SQLException {
        return seen.apply(config(4_000).createConnection("jdbc:sqlite:" + file));
    }

    public static void prepare(Connection connection) throws SQLException {
        begin(connection, "WAL", "FULL");
        execute(connection, "PRAGMA wal_autocheckpoint = 0");
    }

    private static void begin(Connection connection, String journal, String synchronous) throws SQLException {
        execute(
                connection,
                // these two work only before the first table, in this order
                "PRAGMA page_size = " + PAGE_SIZE,
                "PRAGMA auto_vacuum = INCREMENTAL",
                "PRAGMA journal_mode = " + journal,
                "PRAGMA synchronous = " + synchronous);
        Schema.prepare(connection);
    }

    /** Writes a new file as fast as it can: the caller flushes it when it is whole, or throws it away. */
    public static Connection maker(Path file) throws SQLException {
        Connection connection = config(8_000).createConnection("jdbc:sqlite:" + file);
        try {
            begin(connection, "OFF", "OFF");
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Reads what may be damaged: changes nothing, and takes nothing into memory that only claims to be so large. */
    public static Connection salvager(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig(); // nothing that reads the schema while it opens
        config.setReadOnly(true);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        execute(connection, "PRAGMA writable_schema = ON"); // a bad entry of the schema costs no more than itself
        connection.unwrap(SQLiteConnection.class).setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, MAX_VALUE);
        return connection;
    }

    /** A connection that moves the write-ahead log into the file, on a thread of its own. */
    public static Connection checkpointer(Path file) throws SQLException {
        Connection connection = config(500).createConnection("jdbc:sqlite:" + file);
        execute(connection, "PRAGMA synchronous = FULL", "PRAGMA wal_autocheckpoint = 0");
        return connection;
    }

    /** A connection that only reads; never creates a file. */
    public static Connection reader(Path file) throws SQLException {
        SQLiteConfig config = config(1_000);
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        execute(connection, "PRAGMA query_only = ON", "PRAGMA wal_autocheckpoint = 0");
        return connection;
    }

    /** A connection for a command's request, beside the owner; never creates a file and moves no log. */
    public static Connection requester(Path file) throws SQLException {
        SQLiteConfig config = config(500);
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        execute(connection, "PRAGMA synchronous = FULL", "PRAGMA wal_autocheckpoint = 0");
        return connection;
    }

    private static SQLiteConfig config(int cacheKibibytes) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setCacheSize(-cacheKibibytes);
        config.setGetGeneratedKeys(false); // or the driver asks for the last id behind each INSERT
        return config;
    }

    public static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of the first row, or {@code absent}. */
    public static long number(Connection connection, String sql, long absent) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            if (!rows.next()) {
                return absent;
            }
            long value = rows.getLong(1);
            return rows.wasNull() ? absent : value;
        }
    }

    /** The first column of all rows: for what there are only few of. */
    public static List<Long> numbers(Connection connection, String sql) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
        }
        return numbers;
    }
}
