package io.github.tektoncourier.journal;

import io.github.tektoncourier.run.Known;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Map;

/** The statements that append; all run on the writer's connection, inside its transaction. */
final class Store {

    private final PreparedStatement insertRun;
    private final PreparedStatement updateRun;
    private final PreparedStatement ownRun;
    private final PreparedStatement goneRun;
    private final PreparedStatement told;
    private final PreparedStatement snapshot;
    private final PreparedStatement event;
    private final PreparedStatement scope;

    Store(Connection connection) throws SQLException {
        insertRun = connection.prepareStatement(
                "INSERT INTO run (id, uid, kind, namespace, name, partitionkey, owner, snapshot, last, gone)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        updateRun = connection.prepareStatement(
                "UPDATE run SET snapshot = coalesce(?, snapshot), last = max(last, ?) WHERE id = ?");
        ownRun = connection.prepareStatement("UPDATE run SET owner = ? WHERE id = ? AND owner IS NULL");
        goneRun = connection.prepareStatement("UPDATE run SET gone = ? WHERE id = ?");
        told = connection.prepareStatement("INSERT INTO told (run, moment) VALUES (?, ?)");
        snapshot = connection.prepareStatement("INSERT INTO snapshot (id, length, data) VALUES (?, ?, ?)");
        event = connection.prepareStatement("INSERT INTO event (" + Reader.EVENT_COLUMNS
                + ", run, moment) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        scope = connection.prepareStatement("INSERT INTO scope (key, resource_version, baseline) VALUES (?, ?, ?)"
                + " ON CONFLICT (key) DO UPDATE SET resource_version = excluded.resource_version,"
                + " baseline = max(baseline, excluded.baseline)");
    }

    void write(Plan plan, long now) throws SQLException {
        for (RunState run : plan.runs.values()) {
            write(run, now);
        }
        for (Plan.NewSnapshot body : plan.snapshots) {
            snapshot.setLong(1, body.id());
            snapshot.setInt(2, body.data().length);
            snapshot.setBytes(3, body.packed());
            snapshot.executeUpdate();
        }
        for (Plan.SilentMoment moment : plan.silent) {
            tell(moment.run(), moment.moment());
        }
        for (Plan.NewEvent appended : plan.events) {
            tell(appended.run(), appended.moment());
            write(appended);
        }
    }

    private void write(RunState run, long now) throws SQLException {
        RunState.Origin origin = run.origin;
        if (origin != null) {
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
            insertRun.executeUpdate();
            return;
        }
        if (run.last > 0) {
            number(updateRun, 1, run.snapshot);
            updateRun.setLong(2, run.last);
            updateRun.setLong(3, run.id);
            updateRun.executeUpdate();
        }
        if (run.owner != null) {
            ownRun.setString(1, run.owner); // first seen through a core Event, which does not know owners
            ownRun.setLong(2, run.id);
            ownRun.executeUpdate();
        }
        if (run.goneChanged()) {
            number(goneRun, 1, run.isGone() ? now : 0);
            goneRun.setLong(2, run.id);
            goneRun.executeUpdate();
        }
    }

    private void tell(long run, String moment) throws SQLException {
        told.setLong(1, run);
        told.setString(2, moment);
        told.executeUpdate();
    }

    private void write(Plan.NewEvent appended) throws SQLException {
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

    void scopes(Map<String, Known.Position> positions) throws SQLException {
        for (Map.Entry<String, Known.Position> position : positions.entrySet()) {
            scope.setString(1, position.getKey());
            scope.setString(2, position.getValue().resourceVersion());
            scope.setBoolean(3, position.getValue().baseline());
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
