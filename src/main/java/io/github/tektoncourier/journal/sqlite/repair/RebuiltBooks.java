package io.github.tektoncourier.journal.sqlite.repair;

import io.github.tektoncourier.journal.append.RunState;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.GapTable;
import io.github.tektoncourier.journal.sqlite.store.HighWaterMark;
import io.github.tektoncourier.journal.sqlite.store.Meta;
import io.github.tektoncourier.journal.sqlite.store.Statements;
import io.github.tektoncourier.journal.track.Progress;
import io.github.tektoncourier.journal.track.SequenceGaps;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/** Makes a journal of the rows that were saved: numbers rise, books balance, and what is lost will be told again. */
final class RebuiltBooks {

    /** So many sequences may have been given out that nothing tells of. */
    private static final long GAP = 1_000;

    private static final String LAST_KNOWN = "SELECT max(n) FROM (SELECT max(seq) AS n FROM event"
            + " UNION ALL SELECT max(last) FROM run UNION ALL SELECT max(position) FROM subscription"
            + " UNION ALL SELECT max(seq) FROM exception UNION ALL SELECT max(value) FROM meta"
            + " WHERE key LIKE 'hole:%' OR key = 'retained')";

    private final Connection connection;
    private final Statements statements;
    private final Map<String, TableWalk.Found> found;
    private final long now;
    private final long written;
    private final HighWaterMark.Reached reached;
    private boolean blind;
    private boolean older;
    private long unread = Long.MAX_VALUE;
    private long lost;
    private long since;

    /**
     * Begins.
     *
     * @param written when the damaged file was last written, in milliseconds
     * @param reached what the damaged one had come to, as far as that is known
     */
    RebuiltBooks(
            Connection connection,
            Map<String, TableWalk.Found> found,
            long now,
            long written,
            HighWaterMark.Reached reached) {
        this.connection = connection;
        this.statements = new Statements(connection);
        this.found = found;
        this.now = now;
        this.written = written;
        this.reached = reached;
    }

    /** All in one transaction. */
    void run() throws SQLException {
        Database.execute(connection, "BEGIN");
        blind = found.values().stream().allMatch(table -> table.saved() == 0);
        long saved = Database.number(connection, LAST_KNOWN, 0);
        older = saved < reached.head();
        long last = Math.max(saved, reached.head());
        long base = blind ? now : last + GAP; // more than one event a millisecond was never given out
        Database.execute(
                connection,
                "DELETE FROM exception WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.seq = exception.seq)",
                "DELETE FROM exception WHERE state = " + Progress.Row.AHEAD
                        + " AND seq <= (SELECT position FROM subscription" + " WHERE id = exception.subscription)",
                "UPDATE run SET snapshot = NULL WHERE NOT EXISTS (SELECT 1 FROM snapshot s WHERE s.id = run.snapshot)");
        // which event was the last of a run that is known from its events alone is unknown
        Database.execute(connection, "UPDATE run SET last = " + last + " WHERE last = 0 AND scope IS NULL");
        holes(last, base);
        subscriptions(last, base);
        tellAgain();
        scopes();
        Meta.write(statements, Meta.REBUILT, now);
        Database.execute(connection, "COMMIT");
        statements.forget();
    }

    /** How many events are missing of those that not everybody had. */
    long lost() {
        return lost;
    }

    /** What happened before this time counts as told, in milliseconds. */
    long since() {
        return since;
    }

    private void holes(long last, long base) throws SQLException {
        // where a subscription is lost, it may have had nothing of what is kept
        long from = whole("subscription")
                ? Database.number(connection, "SELECT min(position) FROM subscription", last)
                : Meta.number(connection, "retained");
        SequenceGaps before = GapTable.read(connection);
        Database.execute(connection, "DELETE FROM meta WHERE key LIKE 'hole:%'");
        long next = from + 1;
        try (PreparedStatement query =
                connection.prepareStatement("SELECT seq FROM event WHERE seq > ? ORDER BY seq")) {
            query.setLong(1, from);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    hole(before, next, rows.getLong(1) - 1, last);
                    next = rows.getLong(1) + 1;
                }
            }
        }
        hole(before, next, base, last);
    }

    private void hole(SequenceGaps before, long first, long end, long last) throws SQLException {
        if (first <= end) {
            GapTable.write(statements, first, end);
            long events = Math.max(0, Math.min(end, last) - first + 1) - before.between(first - 1, Math.min(end, last));
            if (events > 0) {
                lost += events;
                unread = Math.min(unread, first);
            }
        }
    }

    /** What they had to do and is lost is dropped; the gap was never appended. */
    private void subscriptions(long last, long base) throws SQLException {
        Database.execute(
                connection,
                "UPDATE subscription SET position = min(position, " + last + "), start = min(start, position) + "
                        + (base - last));
        for (long id : Database.numbers(connection, "SELECT id FROM subscription")) {
            String of = " FROM subscription WHERE id = " + id;
            long pending = Database.number(
                    connection,
                    "SELECT (SELECT count(*) FROM event WHERE seq > position) - (SELECT count(DISTINCT x.seq) FROM"
                            + " exception x WHERE x.subscription = id AND x.seq > position) + (SELECT count(*) FROM exception x WHERE"
                            + " x.subscription = id AND x.state IN (" + Progress.Row.PARKED + ", "
                            + Progress.Row.WAITING + ", " + Progress.Row.RETRIED + "))" + of,
                    0);
            long missing = Database.number(
                            connection,
                            "SELECT " + base + " - start + extra - delivered - filtered - dead - dropped" + of,
                            0)
                    - pending;
            long fewer = missing >= 0 ? 0 : Math.min(-missing, Database.number(connection, "SELECT delivered" + of, 0));
            long earlier = missing >= 0 ? 0 : -missing - fewer;
            Database.execute(
                    connection,
                    "UPDATE subscription SET dropped = dropped + " + Math.max(0, missing) + ", delivered = delivered - "
                            + fewer + ", start = start - " + earlier + " WHERE id = " + id);
        }
    }

    /** Forgets the moments whose events were lost before everybody had them, so that the cluster brings them again. */
    private void tellAgain() throws SQLException {
        if (unread == Long.MAX_VALUE) {
            return;
        }
        Database.execute(
                connection,
                "CREATE INDEX event_run ON event (run, moment)",
                "DELETE FROM told WHERE run IN (SELECT id FROM run WHERE last >= " + unread
                        + ") AND NOT EXISTS (SELECT 1"
                        + " FROM event e WHERE e.run = told.run AND e.moment = told.moment)",
                "INSERT OR IGNORE INTO told (run, moment) SELECT id, '" + RunState.LOST_MOMENT
                        + "' FROM run WHERE last >= " + unread,
                "DROP INDEX event_run");
    }

    private void scopes() throws SQLException {
        long newest = Math.max(
                Database.number(connection, "SELECT max(appended) FROM event", 0),
                Database.number(connection, "SELECT max(reached) FROM scope", 0));
        since = newest > 0 && newest <= now ? newest : Math.min(written, now);
        if (!whole("scope") && reached.known() > 0) {
            since = Math.min(since, reached.known());
        }
        if (unread < Long.MAX_VALUE && !blind) {
            long before = Database.number(
                    connection, "SELECT appended FROM event WHERE seq < " + unread + " ORDER BY seq DESC LIMIT 1", 0);
            since = Math.min(since, before > 0 ? before : 1);
        }
        if (older && reached.known() > 0) {
            Database.execute(connection, "UPDATE scope SET baseline = 1"); // all had one, later than these rows say
        }
        Database.execute(
                connection,
                "UPDATE scope SET resource_version = '', reached = CASE WHEN reached > 0 THEN min(reached, " + since
                        + ") ELSE " + since + " END WHERE baseline = 1");
        if (!whole("scope")) {
            Meta.write(statements, Meta.SCOPES_LOST, since);
        }
        if (!whole("subscription")) {
            Meta.write(statements, Meta.SUBSCRIPTIONS_LOST, now);
        }
    }

    /** In a file that is sound, but not the latest, it is unknown which rows came later. */
    private boolean whole(String table) {
        TableWalk.Found of = found.get(table);
        return of != null && of.whole() && !older;
    }
}
