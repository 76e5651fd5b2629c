package io.github.tektoncourier.journal.sqlite.retain;

import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.track.Progress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Takes out what is old and no longer needed, in small transactions on the writer's connection. */
public final class Retention {

    static final int BATCH = 1_000;

    /** What is parked or dead; of a subscription whose file is gone, dead letters alone. */
    private static final String NEEDED =
            "SELECT x.seq FROM subscription s JOIN exception x ON x.subscription = s.id AND x.state > "
                    + Progress.Row.AHEAD + " AND (s.state <> 'gone' OR x.state = " + Progress.Row.DEAD + ")";

    /**
     * The same where the room is used up: what no subscription needs any more is no reason to let the watch wait, nor are
     * dead letters of a slot's values: any run may name a receiver that refuses everything.
     */
    private static final String NEEDED_IN_A_FULL_JOURNAL =
            "SELECT x.seq FROM subscription s JOIN exception x ON x.subscription = s.id AND x.state > "
                    + Progress.Row.AHEAD + " AND s.state <> 'gone' AND (x.state <> " + Progress.Row.DEAD
                    + " OR x.value = '')";

    private final Connection connection;
    private final JournalSettings settings;
    private final Consumer<List<String>> forget;
    private long retained;

    public Retention(Connection connection, JournalSettings settings, Consumer<List<String>> forget)
            throws SQLException {
        this.connection = connection;
        this.settings = settings;
        this.forget = forget;
        this.retained = Database.number(connection, "SELECT value FROM meta WHERE key = 'retained'", 0);
    }

    /** The sequence up to which events were taken out, but for those that are parked or dead. */
    public long retained() {
        return retained;
    }

    /**
     * One transaction's worth.
     *
     * @param passed last sequence that no subscription needs
     * @param bySize whether age does not matter, because the room is used up
     * @return whether there may be more to do
     */
    boolean step(long passed, long head, boolean bySize, long now) throws SQLException {
        long last = last(
                Math.min(passed, head - 1), bySize, now - settings.retention().toMillis());
        Database.execute(connection, "BEGIN IMMEDIATE");
        try {
            boolean more = last > retained;
            if (more) {
                events(last, bySize);
            }
            more |= leftBehind(Math.max(last, retained), bySize) == BATCH;
            more |= bySize && deadValues(Math.max(last, retained)) == BATCH;
            List<String> gone = runs(
                    Math.max(last, retained), now - settings.toldRetention().toMillis());
            Database.execute(connection, "COMMIT");
            retained = Math.max(last, retained);
            forget.accept(gone);
            return more || gone.size() == BATCH;
        } catch (SQLException e) {
            Database.execute(connection, "ROLLBACK");
            throw e;
        }
    }

    /** Forgets what sinks kept of their own and whose time is over, and the last lines of logs that are older than events. */
    void trimNotes(long now) throws SQLException {
        SinkStateRetention.trim(connection, now);
        LogTailRetention.trim(connection, now - settings.retention().toMillis(), settings.maxSize() / 20);
    }

    /** Forgets the oldest outcomes and attempts where they take more than a twentieth of the journal's room. */
    void trimOutcomes() throws SQLException {
        long most = settings.maxSize() / 20;
        long bytes = Database.number(
                connection,
                "SELECT (SELECT coalesce(sum(length(answer) + 80), 0) FROM attempt)"
                        + " + (SELECT coalesce(sum(length(data) + 30), 0) FROM outcome)",
                0);
        if (bytes <= most) {
            return;
        }
        long first = Database.number(
                connection, "SELECT min(seq) FROM (SELECT seq FROM attempt UNION ALL SELECT first FROM outcome)", 0);
        long head = Database.number(connection, "SELECT max(seq) FROM event", first);
        long end = first + Math.max(1, (long) ((head - first + 1) * (1 - 0.9 * most / bytes)));
        update("DELETE FROM attempt WHERE seq < ?", end);
        for (long id : Database.numbers(connection, "SELECT id FROM subscription")) {
            update("DELETE FROM outcome WHERE subscription = ? AND first < ? AND last < ?2", id, end);
        }
    }

    private long last(long limit, boolean bySize, long cutoff) throws SQLException {
        long last = retained;
        try (PreparedStatement old = connection.prepareStatement(
                "SELECT seq, appended FROM event WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT " + BATCH)) {
            old.setLong(1, retained);
            old.setLong(2, limit);
            try (ResultSet rows = old.executeQuery()) {
                while (rows.next() && (bySize || rows.getLong(2) <= cutoff)) {
                    last = rows.getLong(1);
                }
            }
        }
        return last;
    }

    private static String needed(boolean bySize) {
        return bySize ? NEEDED_IN_A_FULL_JOURNAL : NEEDED;
    }

    private void events(long last, boolean bySize) throws SQLException {
        long firstBody = snapshotBehind(retained);
        update(
                "DELETE FROM event WHERE seq > ? AND seq <= ? AND seq NOT IN (" + needed(bySize) + " WHERE x.seq > "
                        + retained + " AND x.seq <= " + last + ")",
                retained,
                last);
        // bodies rise with sequences, so all before the next event's are free, but for those of parked and dead ones
        update(
                "DELETE FROM snapshot WHERE id >= ? AND id < ? AND id NOT IN (SELECT snapshot FROM event WHERE seq <= "
                        + last + ")",
                firstBody,
                snapshotBehind(last));
        update("DELETE FROM attempt WHERE seq <= ? AND seq NOT IN (SELECT seq FROM event WHERE seq <= ?1)", last);
        for (long id : Database.numbers(connection, "SELECT id FROM subscription")) {
            update("DELETE FROM outcome WHERE subscription = ? AND first <= ? AND last <= ?2", id, last);
        }
        update("INSERT OR REPLACE INTO meta (key, value) VALUES ('retained', ?)", last);
    }

    private long snapshotBehind(long seq) throws SQLException {
        return Database.number(
                connection, "SELECT snapshot FROM event WHERE seq > " + seq + " ORDER BY seq LIMIT 1", 0);
    }

    /** Events that were parked or dead when their time came, and are not any more. */
    private int leftBehind(long last, boolean bySize) throws SQLException {
        List<Long> bodies = new ArrayList<>();
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM event WHERE seq IN (SELECT seq FROM event WHERE seq <= ? AND seq NOT IN (" + needed(bySize)
                        + ") LIMIT " + BATCH + ") RETURNING snapshot")) {
            delete.setLong(1, last);
            try (ResultSet rows = delete.executeQuery()) {
                while (rows.next()) {
                    bodies.add(rows.getLong(1));
                }
            }
        }
        for (long body : bodies) {
            update(
                    "DELETE FROM snapshot WHERE id = ? AND id NOT IN (SELECT snapshot FROM event WHERE seq <= " + last
                            + ") AND id < " + snapshotBehind(last),
                    body);
        }
        return bodies.size();
    }

    /** Notes of dead letters whose event went for room: an event may have 500, with a long address in each. */
    private int deadValues(long last) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM exception WHERE (subscription, seq, value) IN (SELECT subscription, seq, value FROM exception x"
                        + " WHERE x.state = " + Progress.Row.DEAD + " AND x.value <> '' AND x.seq <= ? AND NOT EXISTS"
                        + " (SELECT 1 FROM event e WHERE e.seq = x.seq) LIMIT " + BATCH + ")")) {
            delete.setLong(1, last);
            return delete.executeUpdate();
        }
    }

    private List<String> runs(long last, long cutoff) throws SQLException {
        List<String> uids = new ArrayList<>();
        List<Long> ids = new ArrayList<>();
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM run WHERE id IN (SELECT id FROM run"
                + " WHERE gone <= ? AND last <= ? AND id NOT IN (SELECT run FROM event WHERE seq <= ?) LIMIT " + BATCH
                + ") RETURNING id, uid")) {
            delete.setLong(1, cutoff);
            delete.setLong(2, last);
            delete.setLong(3, last);
            try (ResultSet rows = delete.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getLong(1));
                    uids.add(rows.getString(2));
                }
            }
        }
        for (long id : ids) {
            update("DELETE FROM told WHERE run = ?", id);
            update("DELETE FROM pod WHERE run = ?", id);
        }
        return uids;
    }

    private void update(String sql, long... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setLong(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
