package io.github.tektoncourier.journal.sqlite.write;

import io.github.tektoncourier.journal.append.Plan;
import io.github.tektoncourier.journal.append.RunState;
import io.github.tektoncourier.journal.append.ScopePositions;
import io.github.tektoncourier.journal.sqlite.store.Reader;
import io.github.tektoncourier.journal.sqlite.store.Statements;
import io.github.tektoncourier.journal.track.EventRow;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Map;

/** The statements that append; all run on the writer's connection, inside its transaction. */
public final class AppendStatements {

    private static final String INSERT_RUN =
            "INSERT INTO run (id, uid, kind, namespace, name, partitionkey, owner, snapshot, last, gone, scope)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String UPDATE_RUN =
            "UPDATE run SET snapshot = coalesce(?, snapshot), last = max(last, ?) WHERE id = ?";

    private static final String OWN_RUN = "UPDATE run SET owner = ? WHERE id = ? AND owner IS NULL";

    private static final String GONE_RUN = "UPDATE run SET gone = ? WHERE id = ?";

    private static final String SCOPE_RUN = "UPDATE run SET scope = ? WHERE id = ?";

    private static final String POD = "INSERT INTO pod (name, run) VALUES (?, ?) ON CONFLICT DO NOTHING";

    private static final String SEEN_POD = "UPDATE pod SET uid = ? WHERE name = ? AND run = ? AND uid IS NULL";

    private static final String TOLD = "INSERT INTO told (run, moment, seq) VALUES (?, ?, ?)";

    private static final String SNAPSHOT = "INSERT INTO snapshot (id, length, data) VALUES (?, ?, ?)";

    private static final String EVENT =
            "INSERT INTO event (" + Reader.EVENT_COLUMNS + ", run, moment) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String SCOPE = "INSERT INTO scope (id, key, resource_version, baseline, reached)"
            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET resource_version = excluded.resource_version,"
            + " baseline = max(baseline, excluded.baseline), reached = excluded.reached";

    private final Statements statements;

    public AppendStatements(Statements statements) {
        this.statements = statements;
    }

    void write(Plan plan, long now) throws SQLException {
        PreparedStatement snapshot = statements.get(SNAPSHOT);
        for (RunState run : plan.runs.values()) {
            write(run, now);
            for (String pod : run.newPods()) {
                PreparedStatement insertPod = statements.get(POD);
                insertPod.setString(1, pod);
                insertPod.setLong(2, run.id);
                insertPod.executeUpdate();
            }
        }
        for (Plan.SeenPod pod : plan.pods) {
            PreparedStatement seen = statements.get(SEEN_POD);
            seen.setString(1, pod.uid());
            seen.setString(2, pod.name());
            seen.setLong(3, pod.run());
            seen.executeUpdate();
        }
        for (Plan.NewSnapshot body : plan.snapshots) {
            snapshot.setLong(1, body.id());
            snapshot.setInt(2, body.data().length);
            snapshot.setBytes(3, body.packed());
            snapshot.executeUpdate();
        }
        for (Plan.SilentMoment moment : plan.silent) {
            tell(moment.run(), moment.moment(), 0);
        }
        for (Plan.NewEvent appended : plan.events) {
            tell(appended.run(), appended.moment(), appended.row().seq());
            write(appended);
        }
    }

    private void write(RunState run, long now) throws SQLException {
        RunState.Origin origin = run.origin;
        if (origin != null) {

            PreparedStatement insertRun = statements.get(INSERT_RUN);
            insertRun.setLong(1, run.id);
            insertRun.setString(2, origin.uid());
            insertRun.setString(3, origin.kind());
            insertRun.setString(4, origin.namespace());
            insertRun.setString(5, origin.name());
            insertRun.setString(6, origin.partitionKey());
            insertRun.setString(7, origin.owner());
            number(insertRun, 8, run.snapshot);
            insertRun.setLong(9, run.last);
            number(insertRun, 10, run.isGone() ? now : 0);
            number(insertRun, 11, run.scope());
            insertRun.executeUpdate();
            return;
        }
        if (run.last > 0) {

            PreparedStatement updateRun = statements.get(UPDATE_RUN);
            number(updateRun, 1, run.snapshot);
            updateRun.setLong(2, run.last);
            updateRun.setLong(3, run.id);
            updateRun.executeUpdate();
        }
        if (run.owner != null) {

            PreparedStatement ownRun = statements.get(OWN_RUN);
            ownRun.setString(1, run.owner); // first seen through a core Event, which does not know owners
            ownRun.setLong(2, run.id);
            ownRun.executeUpdate();
        }
        if (run.scopeChanged()) {

            PreparedStatement scopeRun = statements.get(SCOPE_RUN);
            scopeRun.setLong(1, run.scope());
            scopeRun.setLong(2, run.id);
            scopeRun.executeUpdate();
        }
        if (run.goneChanged()) {

            PreparedStatement goneRun = statements.get(GONE_RUN);
            number(goneRun, 1, run.isGone() ? now : 0);
            goneRun.setLong(2, run.id);
            goneRun.executeUpdate();
        }
    }

    private void tell(long run, String moment, long seq) throws SQLException {
        PreparedStatement told = statements.get(TOLD);
        told.setLong(1, run);
        told.setString(2, moment);
        number(told, 3, seq);
        told.executeUpdate();
    }

    private void write(Plan.NewEvent appended) throws SQLException {
        PreparedStatement event = statements.get(EVENT);
        EventRow row = appended.row();
        event.setLong(1, row.seq());
        event.setString(2, row.type());
        event.setString(3, row.namespace());
        event.setString(4, row.kind());
        event.setString(5, row.outcome());
        event.setString(6, row.partitionKey());
        event.setLong(7, row.appended());
        event.setString(8, row.attributes());
        event.setLong(9, row.snapshot());
        event.setLong(10, appended.run());
        event.setString(11, appended.moment());
        event.executeUpdate();
    }

    void scopes(Map<String, ScopePositions.Row> moved) throws SQLException {
        PreparedStatement scope = statements.get(SCOPE);
        for (Map.Entry<String, ScopePositions.Row> row : moved.entrySet()) {
            scope.setLong(1, row.getValue().id());
            scope.setString(2, row.getKey());
            scope.setString(3, row.getValue().position().resourceVersion());
            scope.setBoolean(4, row.getValue().position().baseline());
            scope.setLong(5, row.getValue().reached());
            scope.executeUpdate();
        }
    }

    /** Zero stands for none. */
    private static void number(PreparedStatement statement, int index, long value) throws SQLException {
        if (value == 0) {
            statement.setNull(index, Types.INTEGER);
        } else {
            statement.setLong(index, value);
        }
    }
}
