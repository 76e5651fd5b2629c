package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.append.ScopePositions;
import io.github.tektoncourier.journal.append.Snapshots;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.journal.track.MissingException;
import io.github.tektoncourier.run.Known;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One connection that answers questions; used by one thread at a time, and no transaction outlives an answer. */
public final class Reader implements AutoCloseable {

    public static final String EVENT_COLUMNS =
            "seq, type, namespace, kind, outcome, partitionkey, appended, attributes, snapshot";

    private final Statements statements;
    private final RunTable runs;

    public Reader(Statements statements) {
        this.statements = statements;
        this.runs = new RunTable(statements);
    }

    public static Reader open(Path file) throws SQLException {
        return new Reader(new Statements(Database.reader(file)));
    }

    public Connection connection() {
        return statements.connection();
    }

    public Map<String, ScopePositions.Row> scopes() throws SQLException {
        Map<String, ScopePositions.Row> scopes = new HashMap<>();
        try (ResultSet rows = prepared("SELECT key, id, resource_version, baseline, reached FROM scope")
                .executeQuery()) {
            while (rows.next()) {
                Known.Position position = new Known.Position(rows.getString(3), rows.getBoolean(4));
                scopes.put(rows.getString(1), new ScopePositions.Row(rows.getLong(2), position, rows.getLong(5)));
            }
        }
        return scopes;
    }

    public RunTable runs() {
        return runs;
    }

    public Optional<byte[]> latest(String uid) throws SQLException {
        PreparedStatement latest =
                prepared("SELECT s.data, s.length FROM run r JOIN snapshot s ON s.id = r.snapshot WHERE r.uid = ?");
        latest.setString(1, uid);
        return bodies(latest).stream().findFirst();
    }

    public List<byte[]> children(String owner, int limit, int bytes) throws SQLException {
        PreparedStatement children = prepared("SELECT s.data, s.length FROM run r JOIN snapshot s ON s.id = r.snapshot"
                + " WHERE r.owner = ? ORDER BY r.id LIMIT ?");
        children.setString(1, owner);
        children.setInt(2, limit);
        return bodies(children, bytes);
    }

    public byte[] snapshot(long id) throws SQLException {
        PreparedStatement snapshot = prepared("SELECT data, length FROM snapshot WHERE id = ?");
        snapshot.setLong(1, id);
        return bodies(snapshot).stream()
                .findFirst()
                .orElseThrow(() -> new MissingException("The body of a stored event is missing"));
    }

    public int length(long id) throws SQLException {
        PreparedStatement length = prepared("SELECT length FROM snapshot WHERE id = ?");
        length.setLong(1, id);
        try (ResultSet rows = length.executeQuery()) {
            return rows.next() ? Math.max(0, rows.getInt(1)) : 0;
        }
    }

    private static List<byte[]> bodies(PreparedStatement query) throws SQLException {
        return bodies(query, Integer.MAX_VALUE);
    }

    /** What does not fit into so many bytes beside the bodies before it is not read. */
    private static List<byte[]> bodies(PreparedStatement query, int most) throws SQLException {
        List<byte[]> bodies = new ArrayList<>();
        int left = most;
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                int length = rows.getInt(2);
                if (length <= left) {
                    bodies.add(Snapshots.unpack(rows.getBytes(1), length));
                    left -= length;
                }
            }
        }
        return bodies;
    }

    public List<EventRow> after(long seq, int limit) throws SQLException {
        PreparedStatement after =
                prepared("SELECT " + EVENT_COLUMNS + " FROM event WHERE seq > ? ORDER BY seq LIMIT ?");
        after.setLong(1, seq);
        after.setInt(2, limit);
        List<EventRow> events = new ArrayList<>();
        try (ResultSet rows = after.executeQuery()) {
            while (rows.next()) {
                events.add(row(rows));
            }
        }
        return events;
    }

    public Optional<EventRow> event(long seq) throws SQLException {
        return after(seq - 1, 1).stream().filter(row -> row.seq() == seq).findFirst();
    }

    private static EventRow row(ResultSet rows) throws SQLException {
        return new EventRow(
                rows.getLong(1),
                rows.getString(2),
                rows.getString(3),
                rows.getString(4),
                rows.getString(5),
                rows.getString(6),
                rows.getLong(7),
                rows.getString(8),
                rows.getLong(9));
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        return statements.get(sql);
    }

    /** After an error. */
    public void forget() {
        statements.forget();
    }

    @Override
    public void close() throws SQLException {
        statements.connection().close();
    }
}
