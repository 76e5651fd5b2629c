package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.track.DamagedException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The journal's tables and the version they carry in {@code user_version}. */
public final class Schema {

    public static final int VERSION = 3;

    /** Where each list and watch stands; reached: before when nothing is missing, in milliseconds, 0 when unknown. */
    private static final String SCOPE = "CREATE TABLE scope (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,"
            + " resource_version TEXT NOT NULL, baseline INTEGER NOT NULL, reached INTEGER NOT NULL)";

    /** In the namespace of their run, so it is not said again; uid: as the first core Event told of the pod says it. */
    private static final String POD = "CREATE TABLE pod (name TEXT NOT NULL, run INTEGER NOT NULL, uid TEXT,"
            + " PRIMARY KEY (name, run)) WITHOUT ROWID";

    private static final String POD_RUN = "CREATE INDEX pod_run ON pod (run)";

    /** extra: deliveries beyond one an event, because a slot had several values. */
    private static final String OF_SLOTS = " extra INTEGER NOT NULL DEFAULT 0, refused INTEGER NOT NULL DEFAULT 0,"
            + " refusal TEXT NOT NULL DEFAULT ''";

    /** What a position cannot say: acknowledged ahead of it, parked, dead, waiting; value: of a slot, else empty. */
    private static final String EXCEPTION =
            "CREATE TABLE exception (subscription INTEGER NOT NULL, seq INTEGER NOT NULL, value TEXT NOT NULL,"
                    + " state INTEGER NOT NULL, partitionkey TEXT NOT NULL, attempts INTEGER NOT NULL,"
                    + " first_failure INTEGER NOT NULL, counted INTEGER NOT NULL, answer TEXT NOT NULL,"
                    + " PRIMARY KEY (subscription, seq, value)) WITHOUT ROWID";

    private static final List<String> TABLES = List.of(
            SCOPE,
            // gone: when a run was found deleted, in milliseconds; last: sequence of its latest event; scope: where it
            // was last seen
            "CREATE TABLE run (id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,"
                    + " namespace TEXT NOT NULL, name TEXT NOT NULL, partitionkey TEXT NOT NULL, owner TEXT,"
                    + " snapshot INTEGER, last INTEGER NOT NULL, gone INTEGER, scope INTEGER)",
            "CREATE INDEX run_owner ON run (owner) WHERE owner IS NOT NULL",
            "CREATE INDEX run_gone ON run (gone) WHERE gone IS NOT NULL",
            "CREATE TABLE told (run INTEGER NOT NULL, moment TEXT NOT NULL, PRIMARY KEY (run, moment)) WITHOUT ROWID",
            POD,
            POD_RUN,
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
                    + " error TEXT NOT NULL DEFAULT '', error_at INTEGER NOT NULL DEFAULT 0," + OF_SLOTS + ")",
            EXCEPTION,
            "CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID");

    /** To version 2. In which scope a run is, and when a scope was reached, version 1 did not note. */
    private static final List<String> FROM_1 = List.of(
            "ALTER TABLE run ADD COLUMN scope INTEGER",
            POD,
            POD_RUN,
            "ALTER TABLE scope RENAME TO scope_1",
            SCOPE,
            "INSERT INTO scope (key, resource_version, baseline, reached)"
                    + " SELECT key, resource_version, baseline, 0 FROM scope_1",
            "DROP TABLE scope_1");

    /** To version 3. What was delivered before slots has no value. */
    private static final List<String> FROM_2 = List.of(
            "ALTER TABLE exception RENAME TO exception_2",
            EXCEPTION,
            "INSERT INTO exception (subscription, seq, value, state, partitionkey, attempts, first_failure, counted,"
                    + " answer) SELECT subscription, seq, '', state, partitionkey, attempts, first_failure, counted,"
                    + " answer FROM exception_2",
            "DROP TABLE exception_2",
            "ALTER TABLE subscription ADD COLUMN extra INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE subscription ADD COLUMN refused INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE subscription ADD COLUMN refusal TEXT NOT NULL DEFAULT ''");

    /** The version once more: two places are seldom damaged alike. */
    public static final String KEY = "schema";

    private static final String WRITTEN = "SELECT value FROM meta WHERE key = '" + KEY + "'";

    private Schema() {}

    /** Makes the tables, brings older ones up to date, or says why this program cannot use those that are there. */
    static void prepare(Connection connection) throws SQLException {
        int version = version(connection);
        if (version == 0) {
            if (Database.number(connection, "SELECT count(*) FROM sqlite_master", 0) > 0) {
                throw new DamagedException("The database has tables and no version");
            }
            execute(connection, TABLES);
        } else if (version != VERSION && written(connection) == VERSION) {
            throw new DamagedException("The database has lost its version");
        } else if (version == 1 || version == 2) {
            List<String> steps = new ArrayList<>(version == 1 ? FROM_1 : List.of());
            steps.addAll(FROM_2);
            execute(connection, steps);
        } else if (version != VERSION) {
            throw new JournalException("The journal was written by a " + (version > VERSION ? "newer" : "different")
                    + " courier (schema " + version + ", this one knows " + VERSION
                    + "). Start that version again, or move the directory away to begin a new journal.");
        }
    }

    private static long written(Connection connection) {
        try {
            return Database.number(connection, WRITTEN, 0);
        } catch (SQLException e) {
            return 0; // no such table: nothing of ours
        }
    }

    public static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA user_version")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    /** All of it or nothing: a process that is killed in between leaves what was there. */
    private static void execute(Connection connection, List<String> statements) throws SQLException {
        Database.execute(connection, "BEGIN IMMEDIATE");
        Database.execute(connection, statements.toArray(String[]::new));
        Database.execute(connection, "PRAGMA user_version = " + VERSION, "COMMIT");
    }
}
