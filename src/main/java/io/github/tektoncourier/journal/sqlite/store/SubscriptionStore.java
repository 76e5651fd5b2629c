package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.StartFrom;
import io.github.tektoncourier.journal.track.Progress;
import io.github.tektoncourier.journal.track.Resume;
import io.github.tektoncourier.journal.track.SequenceGaps;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The statements that keep subscriptions; all run on the writer's connection, inside its transaction. */
public final class SubscriptionStore {

    private static final String UPDATE = "UPDATE subscription SET position = ?, delivered = ?, filtered = ?,"
            + " dead = ?, dropped = ?, state = ?, error = ?, error_at = ?, extra = ?, refused = ?, refusal = ?,"
            + " replayed = ?, replay_failed = ?, down_since = ? WHERE id = ?";

    private static final String UPSERT =
            "INSERT OR REPLACE INTO exception (subscription, seq, state, partitionkey, attempts, first_failure,"
                    + " counted, answer, value, last_failure) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String ROW =
            "seq, state, partitionkey, attempts, first_failure, last_failure, counted, answer, value";

    private static final String GONE = "gone";

    private static final String DELETE = "DELETE FROM exception WHERE subscription = ? AND seq = ? AND value = ?";

    private final Statements statements;

    public SubscriptionStore(Statements statements) {
        this.statements = statements;
    }

    /** Writes what several subscriptions did, in order and in a transaction of its own. */
    public void writeAll(List<Progress> done) throws SQLException {
        Database.execute(statements.connection(), "BEGIN IMMEDIATE");
        for (Progress progress : done) {
            write(progress);
        }
        Database.execute(statements.connection(), "COMMIT");
    }

    public void write(Progress progress) throws SQLException {
        PreparedStatement delete = statements.get(DELETE);
        for (Map.Entry<Progress.Unit, Optional<Progress.Row>> row :
                progress.rows().entrySet()) {
            if (row.getValue().isPresent()) {
                write(progress.subscription(), row.getValue().get());
            } else {
                delete.setLong(1, progress.subscription());
                delete.setLong(2, row.getKey().seq());
                delete.setString(3, row.getKey().value());
                delete.executeUpdate();
            }
        }
        OutcomeTable.write(statements, progress);
        PreparedStatement update = statements.get(UPDATE);
        update.setLong(1, progress.position());
        update.setLong(2, progress.counters().delivered());
        update.setLong(3, progress.counters().filtered());
        update.setLong(4, progress.counters().dead());
        update.setLong(5, progress.counters().dropped());
        update.setString(6, progress.state());
        update.setString(7, progress.error());
        update.setLong(8, progress.errorAt());
        update.setLong(9, progress.counters().extra());
        update.setLong(10, progress.counters().refused());
        update.setString(11, progress.refusal());
        update.setLong(12, progress.counters().replayed());
        update.setLong(13, progress.counters().replayFailed());
        update.setLong(14, progress.downSince());
        update.setLong(15, progress.subscription());
        update.executeUpdate();
    }

    private void write(long subscription, Progress.Row row) throws SQLException {
        PreparedStatement upsert = statements.get(UPSERT);
        upsert.setLong(1, subscription);
        upsert.setLong(2, row.seq());
        upsert.setInt(3, row.state());
        upsert.setString(4, row.key());
        upsert.setInt(5, row.attempts());
        upsert.setLong(6, row.firstFailure());
        upsert.setLong(7, row.counted());
        upsert.setString(8, row.answer());
        upsert.setString(9, row.value());
        upsert.setLong(10, row.lastFailure());
        upsert.executeUpdate();
    }

    /**
     * Notes that their files are gone, so that nothing is kept for them.
     *
     * @return the books of those of which that was not noted before
     */
    public List<Books> gone(Collection<String> names) throws SQLException {
        List<Books> ended = BooksQuery.read(statements.connection()).stream()
                .filter(books ->
                        names.contains(books.subscription()) && !books.state().equals(GONE))
                .toList();
        for (String name : names) {
            PreparedStatement update = statements.get("UPDATE subscription SET state = 'gone' WHERE name = ?");
            update.setString(1, name);
            update.executeUpdate();
        }
        return ended;
    }

    /** Deletes all that is known of subscriptions that do not run: the next of the same name begins anew. */
    public void forget(Collection<String> names) throws SQLException {
        for (String name : names) {
            for (String table : List.of("exception", "filter", "outcome", "attempt", "sink_state", "step")) {
                PreparedStatement delete = statements.get(
                        "DELETE FROM " + table + " WHERE subscription = (SELECT id FROM subscription WHERE name = ?)");
                delete.setString(1, name);
                delete.executeUpdate();
            }
            for (String row :
                    List.of("DELETE FROM request WHERE subscription = ?", "DELETE FROM subscription WHERE name = ?")) {
                PreparedStatement delete = statements.get(row);
                delete.setString(1, name);
                delete.executeUpdate();
            }
        }
    }

    /** Finds a subscription, or writes down where a new one starts. */
    public Resume open(String name, StartFrom from, long head, long retained, long now) throws SQLException {
        try (PreparedStatement insert = statements
                .connection()
                .prepareStatement(
                        "INSERT INTO subscription (name, start, position, began) VALUES (?, ?, ?, ?3) ON CONFLICT (name) DO"
                                + " NOTHING")) {
            long start = lost(now) ? retained : StartPosition.of(from, statements.connection(), head, retained, now);
            insert.setString(1, name);
            insert.setLong(2, start + GapTable.read(statements.connection()).between(start, head));
            insert.setLong(3, start);
            insert.executeUpdate();
        }
        PreparedStatement back =
                statements.get("UPDATE subscription SET state = 'idle' WHERE name = ? AND state = 'gone'");
        back.setString(1, name); // now, because retention takes parked events of one that is gone
        back.executeUpdate();
        try (PreparedStatement find = statements
                .connection()
                .prepareStatement(
                        "SELECT id, position, delivered, filtered, dead, dropped, error, error_at, extra, refused, refusal,"
                                + " replayed, replay_failed, down_since FROM subscription"
                                + " WHERE name = ?")) {
            find.setString(1, name);
            try (ResultSet row = find.executeQuery()) {
                row.next();
                return resume(row, retained);
            }
        }
    }

    /** Whether it was there, and at which position, is unknown: an event is rather sent twice than never. */
    private boolean lost(long now) throws SQLException {
        return Meta.number(statements.connection(), Meta.SUBSCRIPTIONS_LOST) > now - Meta.LOSS_REMEMBERED_MILLIS;
    }

    private Resume resume(ResultSet row, long retained) throws SQLException {
        long id = row.getLong(1);
        long position = row.getLong(2);
        long lost = forgetParked(id, position);
        List<Progress.Row> rows = rows(id);
        SequenceGaps gaps = GapTable.read(statements.connection());
        long gap = 0;
        if (position < retained) {
            long before = position;
            gap = retained
                    - before
                    - gaps.between(before, retained)
                    - rows.stream()
                            .mapToLong(Progress.Row::seq)
                            .filter(seq -> seq > before && seq <= retained)
                            .distinct()
                            .count();
            position = retained;
        }
        Progress.Counters counters = new Progress.Counters(
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6) + lost + gap,
                row.getLong(9),
                row.getLong(10),
                row.getLong(12),
                row.getLong(13));
        return new Resume(
                id,
                position,
                counters,
                row.getString(7),
                row.getLong(8),
                lost + gap,
                rows,
                gaps,
                row.getString(11),
                row.getLong(14));
    }

    /**
     * Parked and waiting events that went while the subscription had no file.
     *
     * @return how many deliveries they were
     */
    private long forgetParked(long id, long position) throws SQLException {
        List<Long> gone = new ArrayList<>();
        try (PreparedStatement delete = statements
                .connection()
                .prepareStatement(
                        "DELETE FROM exception WHERE subscription = ? AND state NOT IN (" + Progress.Row.AHEAD
                                + ", " + Progress.Row.DEAD
                                + ") AND NOT EXISTS (SELECT 1 FROM event WHERE event.seq = exception.seq) RETURNING seq, state")) {
            delete.setLong(1, id);
            try (ResultSet rows = delete.executeQuery()) {
                while (rows.next()) {
                    if (rows.getInt(2) != Progress.Row.REPLAYED) { // which the books have already
                        gone.add(rows.getLong(1));
                    }
                }
            }
        }
        if (!gone.isEmpty()) {
            Database.execute(
                    statements.connection(),
                    "UPDATE subscription SET dropped = dropped + " + gone.size() + " WHERE id = " + id);
        }
        for (long seq : gone) {
            if (seq > position) {
                write(id, Progress.Row.ahead(seq)); // counted, so it is no part of the gap
            }
        }
        return gone.size();
    }

    private List<Progress.Row> rows(long id) throws SQLException {
        try (PreparedStatement query = statements
                .connection()
                .prepareStatement("SELECT " + ROW + " FROM exception WHERE subscription = ? ORDER BY seq, value")) {
            query.setLong(1, id);
            return rows(query);
        }
    }

    /** The exceptions of one event. */
    List<Progress.Row> of(long id, long seq) throws SQLException {
        PreparedStatement query =
                statements.get("SELECT " + ROW + " FROM exception WHERE subscription = ? AND seq = ? ORDER BY value");
        query.setLong(1, id);
        query.setLong(2, seq);
        return rows(query);
    }

    /** Exceptions behind a unit that go again, in order. */
    public List<Progress.Row> again(long id, Progress.Unit behind, int limit) throws SQLException {
        PreparedStatement query = statements.get("SELECT " + ROW + " FROM exception WHERE subscription = ?"
                + " AND (seq, value) > (?, ?) AND state >= " + Progress.Row.RETRIED + " ORDER BY seq, value LIMIT ?");
        query.setLong(1, id);
        query.setLong(2, behind.seq());
        query.setString(3, behind.value());
        query.setInt(4, limit);
        return rows(query);
    }

    private static List<Progress.Row> rows(PreparedStatement query) throws SQLException {
        List<Progress.Row> found = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                found.add(new Progress.Row(
                        rows.getLong(1),
                        rows.getInt(2),
                        rows.getString(3),
                        rows.getInt(4),
                        rows.getLong(5),
                        rows.getLong(6),
                        rows.getLong(7),
                        rows.getString(8),
                        rows.getString(9)));
            }
        }
        return found;
    }
}
