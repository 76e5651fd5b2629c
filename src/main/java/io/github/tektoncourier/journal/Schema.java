package io.github.tektoncourier.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The journal's tables and the version they carry in {@code user_version}. */
final class Schema {

    static final int VERSION = 1;

    /** States of a row in {@code exception}. */
    static final int AHEAD = 0;

    static final int PARKED = 1;
    static final int DEAD = 2;

    private static final List<String> TABLES = List.of(
            // where each list and watch stands
            "CREATE TABLE scope (key TEXT PRIMARY KEY, resource_version TEXT NOT NULL, baseline INTEGER NOT NULL)"
                    + " WITHOUT ROWID",
            // gone: when a run was found deleted, in milliseconds; last: sequence of its latest event
            "CREATE TABLE run (id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,"
                    + " namespace TEXT NOT NULL, name TEXT NOT NULL, partitionkey TEXT NOT NULL, owner TEXT,"
                    + " snapshot INTEGER, last INTEGER NOT NULL, gone INTEGER)",
            "CREATE INDEX run_owner ON run (owner) WHERE owner IS NOT NULL",
            "CREATE INDEX run_gone ON run (gone) WHERE gone IS NOT NULL",
            "CREATE TABLE told (run INTEGER NOT NULL, moment TEXT NOT NULL, PRIMARY KEY (run, moment)) WITHOUT ROWID",
            // zstd; length is that of the plain bytes
            "CREATE TABLE snapshot (id INTEGER PRIMARY KEY, length INTEGER NOT NULL, data BLOB NOT NULL)",
            "CREATE TABLE event (seq INTEGER PRIMARY KEY, run INTEGER NOT NULL, moment TEXT NOT NULL,"
                    + " type TEXT NOT NULL, namespace TEXT NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL,"
                    + " partitionkey TEXT NOT NULL, appended INTEGER NOT NULL, attributes TEXT NOT NULL,"
                    + " snapshot INTEGER NOT NULL)",
            "CREATE TABLE subscription (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, start INTEGER NOT NULL,"
                    + " position INTEGER NOT NULL, delivered INTEGER NOT NULL DEFAULT 0,"
                    + " filtered INTEGER NOT NULL DEFAULT 0, dead INTEGER NOT NULL DEFAULT 0,"
                    + " dropped INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'idle',"
                    + " error TEXT NOT NULL DEFAULT '', error_at INTEGER NOT NULL DEFAULT 0)",
            // what a position cannot say: acknowledged ahead of it, parked, dead
            "CREATE TABLE exception (subscription INTEGER NOT NULL, seq INTEGER NOT NULL, state INTEGER NOT NULL,"
                    + " partitionkey TEXT NOT NULL, attempts INTEGER NOT NULL, first_failure INTEGER NOT NULL,"
                    + " counted INTEGER NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (subscription, seq)) WITHOUT ROWID",
            "CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID");

    private Schema() {}

    /** Makes the tables, or says why this program cannot use those that are there. */
    static void prepare(Connection connection) throws SQLException {
        int version = version(connection);
        if (version == 0) {
            create(connection);
        } else if (version != VERSION) {
            throw new JournalException("The journal was written by a " + (version > VERSION ? "newer" : "different")
                    + " courier (schema " + version + ", this one knows " + VERSION
                    + "). Start that version again, or move the directory away to begin a new journal.");
        }
    }

    static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA user_version")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            for (String table : TABLES) {
                statement.execute(table);
            }
            statement.execute("PRAGMA user_version = " + VERSION);
            statement.execute("COMMIT");
        }
    }
}
