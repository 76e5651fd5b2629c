package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.DeadLetter;
import io.github.tektoncourier.journal.EventSelection;
import io.github.tektoncourier.journal.track.Progress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds dead letters. */
public final class DeadLetterTable {

    private static final String SELECT = "SELECT x.subscription, x.seq, s.name, e.namespace, r.name, e.type, e.moment,"
            + " r.uid, x.attempts, e.appended, x.first_failure, x.last_failure, x.answer, x.value FROM exception x"
            + " JOIN subscription s ON s.id = x.subscription LEFT JOIN event e ON e.seq = x.seq"
            + " LEFT JOIN run r ON r.id = e.run WHERE x.state = " + Progress.Row.DEAD;

    /** One dead letter with the key of its row. */
    public record Row(long subscription, long seq, DeadLetter letter) {}

    private DeadLetterTable() {}

    /**
     * Dead letters in order of subscription and sequence.
     *
     * @param before those that died later, in milliseconds, are left out
     * @param retriable whether only those count that can go again: their event is kept and their subscription has a file
     */
    public static List<Row> find(Connection connection, EventSelection which, long before, boolean retriable, int limit)
            throws SQLException {
        return find(connection, which, before, retriable, null, limit);
    }

    /**
     * The same.
     *
     * @param after only those behind this one; absent for the first
     */
    public static List<Row> find(
            Connection connection,
            EventSelection which,
            long before,
            boolean retriable,
            DeadLetter.@Nullable Key after,
            int limit)
            throws SQLException {
        List<Row> found = new ArrayList<>();
        Predicate<String> types = which.types();
        try (PreparedStatement query = conditions(which, before, retriable, after)
                        .prepare(connection, " ORDER BY x.subscription, x.seq, x.value");
                ResultSet rows = query.executeQuery()) {
            while (found.size() < limit && rows.next()) {
                Row row = row(rows);
                if (types.test(row.letter().type())) {
                    found.add(row);
                }
            }
        }
        return found;
    }

    /** How many there are; each may have an answer of kilobytes, so none is kept. */
    static long count(Connection connection, EventSelection which, boolean retriable) throws SQLException {
        long count = 0;
        Predicate<String> types = which.types();
        try (PreparedStatement query =
                        conditions(which, Long.MAX_VALUE, retriable, null).prepare(connection, "");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                count += types.test(text(rows, 6)) ? 1 : 0;
            }
        }
        return count;
    }

    private static SelectionSql conditions(
            EventSelection which, long before, boolean retriable, DeadLetter.@Nullable Key after) {
        SelectionSql sql = new SelectionSql(SELECT);
        if (after != null) {
            sql.and(
                    "(x.subscription, x.seq, x.value) > ((SELECT id FROM subscription WHERE name = ?), ?, ?)",
                    after.subscription(),
                    after.sequence(),
                    after.value());
        }
        if (retriable) {
            sql.and("e.seq IS NOT NULL AND s.state <> 'gone'");
        }
        sql.and("x.last_failure <= ?", before);
        sql.subscription(which).run(which).event(which).visible(which.visible(), "e.namespace");
        if (which.reason() != null) {
            sql.and("instr(lower(x.answer), lower(?)) > 0", which.reason());
        }
        return sql.times(which, "x.last_failure");
    }

    private static Row row(ResultSet row) throws SQLException {
        String uid = text(row, 8);
        String moment = text(row, 7);
        return new Row(
                row.getLong(1),
                row.getLong(2),
                new DeadLetter(
                        row.getString(3),
                        text(row, 4),
                        text(row, 5),
                        text(row, 6),
                        uid.isEmpty() ? "" : uid + "/" + moment,
                        uid,
                        row.getLong(2),
                        row.getString(14),
                        row.getInt(9),
                        instant(row.getLong(10)),
                        instant(row.getLong(11)),
                        instant(row.getLong(12)),
                        row.getString(13)));
    }

    private static String text(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text;
    }

    private static @Nullable Instant instant(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }
}
