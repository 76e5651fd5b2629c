package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.track.DamagedException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The journal's tables and the version they carry in {@code user_version}. */
public final class Schema {

    public static final int VERSION = 6;

    /** The first version that has the table {@code filter}. */
    public static final int FILTER_SINCE = 3;

    /** The first version that has the table {@code sink_state}. */
    public static final int SINK_STATE_SINCE = 4;

    /** The first version that has the table {@code step}. */
    public static final int STEP_SINCE = 5;

    /** The first version that has the table {@code log_tail}. */
    public static final int LOG_TAIL_SINCE = 6;

    /** Where each list and watch stands; reached: before when nothing is missing, in milliseconds, 0 when unknown. */
    static final String SCOPE = "CREATE TABLE scope (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,"
            + " resource_version TEXT NOT NULL, baseline INTEGER NOT NULL, reached INTEGER NOT NULL)";

    /** In the namespace of their run, so it is not said again; uid: as the first core Event told of the pod says it. */
    static final String POD = "CREATE TABLE pod (name TEXT NOT NULL, run INTEGER NOT NULL, uid TEXT,"
            + " PRIMARY KEY (name, run)) WITHOUT ROWID";

    static final String POD_RUN = "CREATE INDEX pod_run ON pod (run)";

    /** extra: deliveries beyond one an event, because a slot had several values. */
    private static final String OF_SLOTS = " extra INTEGER NOT NULL DEFAULT 0, refused INTEGER NOT NULL DEFAULT 0,"
            + " refusal TEXT NOT NULL DEFAULT ''";

    /** What a position cannot say: acknowledged ahead of it, parked, dead, waiting, going again; value: of a slot, else empty. */
    static final String EXCEPTION =
            "CREATE TABLE exception (subscription INTEGER NOT NULL, seq INTEGER NOT NULL, value TEXT NOT NULL,"
                    + " state INTEGER NOT NULL, partitionkey TEXT NOT NULL, attempts INTEGER NOT NULL,"
                    + " first_failure INTEGER NOT NULL, counted INTEGER NOT NULL, answer TEXT NOT NULL,"
                    + " last_failure INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (subscription, seq, value)) WITHOUT ROWID";

    /** began: sequence behind which it started; beside the books: retried dead letters, replayed events. */
    private static final String OF_REQUESTS = " began INTEGER NOT NULL DEFAULT 0, retried INTEGER NOT NULL DEFAULT 0,"
            + " replayed INTEGER NOT NULL DEFAULT 0, replay_failed INTEGER NOT NULL DEFAULT 0";

    /** down_since: milliseconds; 0 where the sink took the latest delivery. */
    static final String OF_THE_SINK = "down_since INTEGER NOT NULL DEFAULT 0";

    /**
     * What a subscription asked for, from the sequence behind which on; empty is all. What a filter left out is worked out
     * again from it.
     */
    static final String FILTER = "CREATE TABLE filter (subscription INTEGER NOT NULL, behind INTEGER NOT NULL,"
            + " types TEXT NOT NULL, namespaces TEXT NOT NULL, kinds TEXT NOT NULL, outcomes TEXT NOT NULL,"
            + " slot TEXT NOT NULL, PRIMARY KEY (subscription, behind)) WITHOUT ROWID";

    /**
     * What commands ask of the owner; namespaces: of which the asker may see anything, empty for all; done: in
     * milliseconds, 0 while it is not; place: how far it got.
     */
    static final String REQUEST = "CREATE TABLE request (id INTEGER PRIMARY KEY, action TEXT NOT NULL,"
            + " asked INTEGER NOT NULL, subscription TEXT, event TEXT, run TEXT, type TEXT, reason TEXT,"
            + " since INTEGER NOT NULL, until INTEGER NOT NULL, last INTEGER NOT NULL DEFAULT 0,"
            + " place INTEGER NOT NULL DEFAULT 0, letters INTEGER NOT NULL DEFAULT 0,"
            + " events INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0,"
            + " namespaces TEXT NOT NULL DEFAULT '')";

    /** How deliveries ended, packed; since: milliseconds. */
    static final String OUTCOME = "CREATE TABLE outcome (subscription INTEGER NOT NULL, first INTEGER NOT NULL,"
            + " last INTEGER NOT NULL, since INTEGER NOT NULL, data BLOB NOT NULL)";

    static final String OUTCOME_FIRST = "CREATE INDEX outcome_first ON outcome (subscription, first)";

    /** Failed attempts: the first, five more and the last of each delivery; place: 1 to 7. */
    static final String ATTEMPT = "CREATE TABLE attempt (seq INTEGER NOT NULL, subscription INTEGER NOT NULL,"
            + " value TEXT NOT NULL, place INTEGER NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL,"
            + " millis INTEGER NOT NULL, outcome TEXT NOT NULL, answer TEXT NOT NULL,"
            + " PRIMARY KEY (seq, subscription, value, place)) WITHOUT ROWID";

    /** What sinks keep of their own; until: in milliseconds, when it may go. */
    static final String SINK_STATE = "CREATE TABLE sink_state (subscription INTEGER NOT NULL, key TEXT NOT NULL,"
            + " value TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (subscription, key)) WITHOUT ROWID";

    static final String SINK_STATE_UNTIL = "CREATE INDEX sink_state_until ON sink_state (subscription, until)";

    /** Steps of routes that left events out, in words, as outcomes name them by number. */
    static final String STEP = "CREATE TABLE step (id INTEGER PRIMARY KEY, subscription INTEGER NOT NULL,"
            + " words TEXT NOT NULL, UNIQUE (subscription, words))";

    /** The last lines of failed steps, by the UID of their TaskRun; note: why there are none; read: in milliseconds. */
    static final String LOG_TAIL =
            "CREATE TABLE log_tail (uid TEXT PRIMARY KEY, step TEXT NOT NULL, text TEXT NOT NULL,"
                    + " note TEXT NOT NULL, read INTEGER NOT NULL) WITHOUT ROWID";

    static final String LOG_TAIL_READ = "CREATE INDEX log_tail_read ON log_tail (read)";

    private static final List<String> TABLES = List.of(
            SCOPE,
            // gone: when a run was found deleted, in milliseconds; last: sequence of its latest event; scope: where it
            // was last seen
            "CREATE TABLE run (id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,"
                    + " namespace TEXT NOT NULL, name TEXT NOT NULL, partitionkey TEXT NOT NULL, owner TEXT,"
                    + " snapshot INTEGER, last INTEGER NOT NULL, gone INTEGER, scope INTEGER)",
            "CREATE INDEX run_owner ON run (owner) WHERE owner IS NOT NULL",
            "CREATE INDEX run_gone ON run (gone) WHERE gone IS NOT NULL",
            // seq: of the event that the moment became, absent for one that was told without an event
            "CREATE TABLE told (run INTEGER NOT NULL, moment TEXT NOT NULL, seq INTEGER, PRIMARY KEY (run, moment))"
                    + " WITHOUT ROWID",
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
                    + " error TEXT NOT NULL DEFAULT '', error_at INTEGER NOT NULL DEFAULT 0," + OF_SLOTS + ","
                    + OF_REQUESTS + ", " + OF_THE_SINK + ")",
            EXCEPTION,
            FILTER,
            REQUEST,
            OUTCOME,
            OUTCOME_FIRST,
            ATTEMPT,
            SINK_STATE,
            SINK_STATE_UNTIL,
            STEP,
            LOG_TAIL,
            LOG_TAIL_READ,
            "CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID");

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
        } else if (SchemaUpgrade.knows(version)) {
            execute(connection, SchemaUpgrade.from(version));
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

    /** Whether the tables are those of this program. */
    public static boolean isCurrent(Connection connection) throws SQLException {
        return version(connection) == VERSION;
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
