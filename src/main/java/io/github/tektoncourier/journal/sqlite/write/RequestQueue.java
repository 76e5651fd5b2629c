package io.github.tektoncourier.journal.sqlite.write;

import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalRequest;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.DeadLetterTable;
import io.github.tektoncourier.journal.sqlite.store.OutcomeTable;
import io.github.tektoncourier.journal.sqlite.store.ReplayQuery;
import io.github.tektoncourier.journal.sqlite.store.RequestTable;
import io.github.tektoncourier.journal.sqlite.store.Statements;
import io.github.tektoncourier.journal.track.Progress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what commands ask for by the table of requests, a bounded step in each turn of the writer. */
public final class RequestQueue {

    private static final Logger LOG = LoggerFactory.getLogger(RequestQueue.class);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int STEP = 1_000;

    /** What a request has changed of a subscription, on disk already. */
    public interface Listener {

        /**
         * Called on the writer's thread, right behind the commit.
         *
         * @param subscription its number
         * @param letters dead letters that are none any more
         * @param dropped how many of them were dropped
         */
        void changed(long subscription, long letters, long dropped);
    }

    private final Connection connection;
    private final Statements statements;
    private final Clock clock;
    private final Listener listener;
    private boolean open = true;
    private long version = -1;
    private long looked;

    public RequestQueue(Connection connection, Clock clock, Listener listener) {
        this.connection = connection;
        this.statements = new Statements(connection);
        this.clock = clock;
        this.listener = listener;
        this.looked = System.nanoTime() - LOOK_NANOS;
    }

    /** When it wants its next turn. */
    long due(long now) {
        return open ? now : now + TimeUnit.NANOSECONDS.toMillis(LOOK_NANOS);
    }

    /** Looks for a request now and then, and does one step of it. */
    void turn() throws SQLException {
        boolean more = open;
        if (!more && System.nanoTime() - looked < LOOK_NANOS) {
            return;
        }
        looked = System.nanoTime();
        open = false; // should it fail, it is tried again with the next look
        long now = Database.number(connection, "PRAGMA data_version", 0); // changes with each commit of another process
        if (!more && now == version) {
            return;
        }
        version = -1;
        Optional<RequestTable.Row> next = RequestTable.next(connection);
        if (next.isPresent()) {
            step(next.get());
        }
        open = next.isPresent();
        version = now;
    }

    private void step(RequestTable.Row request) throws SQLException {
        Map<Long, long[]> changed = new HashMap<>();
        try {
            Database.execute(connection, "BEGIN IMMEDIATE");
            RequestTable.Row after = request.action() == JournalRequest.Action.REPLAY
                    ? replay(request, changed)
                    : letters(request, changed);
            RequestTable.write(connection, after, clock.millis());
            Database.execute(connection, "COMMIT");
            if (after.done()) {
                LOG.info(
                        "A command asked to {}: {} dead letters and {} other events",
                        request.action().word(),
                        after.result().letters(),
                        after.result().events());
            }
        } catch (SQLException | RuntimeException e) {
            rollback(e);
            throw e;
        }
        changed.forEach((id, counts) -> listener.changed(id, counts[0], counts[1]));
    }

    private void rollback(Exception cause) {
        statements.forget();
        try {
            Database.execute(connection, "ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e); // a disk that is full has rolled back by itself
        }
    }

    private RequestTable.Row letters(RequestTable.Row request, Map<Long, long[]> changed) throws SQLException {
        boolean retry = request.action() == JournalRequest.Action.RETRY;
        List<DeadLetterTable.Row> found =
                DeadLetterTable.find(connection, request.selection(), request.asked(), retry, STEP);
        for (DeadLetterTable.Row row : found) {
            if (retry) {
                revive(row.subscription(), row.seq(), row.letter().value());
            } else {
                bury(row.subscription(), row.seq(), row.letter().value());
                Progress.Unit unit = new Progress.Unit(row.seq(), row.letter().value());
                OutcomeTable.dropped(statements, row.subscription(), unit, clock.millis());
            }
            count(changed, row.subscription(), 1, retry ? 0 : 1);
        }
        book(changed);
        return request.further(0, 0, new JournalRequest.Result(found.size(), 0), found.size() < STEP);
    }

    private RequestTable.Row replay(RequestTable.Row request, Map<Long, long[]> changed) throws SQLException {
        ReplayQuery.Target target;
        try {
            target = ReplayQuery.target(connection, request.selection());
        } catch (JournalException e) {
            return request.further(0, 0, new JournalRequest.Result(0, 0), true); // it went meanwhile
        }
        if (request.last() > 0) {
            target = new ReplayQuery.Target(target.id(), request.place(), request.last(), target.filter());
        }
        long letters = 0;
        List<ReplayQuery.Candidate> found = ReplayQuery.window(connection, target, request.selection());
        for (ReplayQuery.Candidate event : found) {
            if (event.dead()) {
                letters++;
                revive(target.id(), event.seq(), event.value());
            } else {
                mark(target.id(), event);
            }
        }
        count(changed, target.id(), letters, 0);
        book(changed);
        long place = target.place() + ReplayQuery.WINDOW;
        return request.further(
                Math.max(1, target.last()),
                place,
                new JournalRequest.Result(letters, found.size() - letters),
                place >= target.last());
    }

    private static void count(Map<Long, long[]> changed, long subscription, long letters, long dropped) {
        long[] counts = changed.computeIfAbsent(subscription, id -> new long[2]);
        counts[0] += letters;
        counts[1] += dropped;
    }

    private void book(Map<Long, long[]> changed) throws SQLException {
        for (Map.Entry<Long, long[]> of : changed.entrySet()) {
            long letters = of.getValue()[0];
            long dropped = of.getValue()[1];
            Database.execute(
                    connection,
                    "UPDATE subscription SET dead = dead - " + letters + ", dropped = dropped + " + dropped
                            + ", retried = retried + " + (letters - dropped) + " WHERE id = " + of.getKey());
        }
    }

    /** A dead letter goes again. */
    private void revive(long subscription, long seq, String value) throws SQLException {
        update(
                "UPDATE exception SET state = " + Progress.Row.RETRIED
                        + ", attempts = 0, first_failure = 0, counted = 0"
                        + " WHERE subscription = ? AND seq = ? AND value = ?",
                subscription,
                seq,
                value);
    }

    /** An event that the position has not passed yet needs a row that says that it is done with. */
    private void bury(long subscription, long seq, String value) throws SQLException {
        update("DELETE FROM exception WHERE subscription = ? AND seq = ? AND value = ?", subscription, seq, value);
        update(
                "INSERT OR IGNORE INTO exception (subscription, seq, value, state, partitionkey, attempts, first_failure,"
                        + " counted, answer) SELECT id, ?2, ?3, " + Progress.Row.AHEAD + ", '', 0, 0, 0, ''"
                        + " FROM subscription WHERE id = ?1 AND position < ?2",
                subscription,
                seq,
                "");
    }

    private void mark(long subscription, ReplayQuery.Candidate event) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT OR REPLACE INTO exception (subscription, seq, value, state, partitionkey, attempts, first_failure,"
                        + " counted, answer) VALUES (?, ?, ?, " + Progress.Row.REPLAYED + ", ?, 0, 0, 0, '')")) {
            insert.setLong(1, subscription);
            insert.setLong(2, event.seq());
            insert.setString(3, event.value());
            insert.setString(4, event.key());
            insert.executeUpdate();
        }
    }

    private void update(String sql, long subscription, long seq, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, subscription);
            statement.setLong(2, seq);
            statement.setString(3, value);
            statement.executeUpdate();
        }
    }
}
