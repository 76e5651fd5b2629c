package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.history.FailedAttempt;
import io.github.tektoncourier.journal.track.Progress;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How deliveries ended: one row for all that a commit settled, a few bytes each, and the failed attempts of those that did
 * not succeed at once.
 */
public final class OutcomeTable {

    /** Sequences that one row may span: events behind the position settle in any order within this. */
    private static final int SPAN = 4_096;

    /** The first attempt, five more, and the last. */
    private static final int LAST_PLACE = 7;

    /** In the place of an outcome: what came of it stands behind the value. */
    private static final int MORE = 3;

    private OutcomeTable() {}

    /** Writes what was settled and what failed since the last commit. */
    static void write(Statements statements, Progress progress) throws SQLException {
        if (!progress.ended().isEmpty()) {
            write(statements, progress.subscription(), progress.ended());
        }
        for (Progress.Failed failed : progress.failed()) {
            PreparedStatement insert = statements.get("INSERT OR REPLACE INTO attempt (seq, subscription, value, place,"
                    + " number, at, millis, outcome, answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
            insert.setLong(1, failed.unit().seq());
            insert.setLong(2, progress.subscription());
            insert.setString(3, failed.unit().value());
            insert.setInt(4, Math.min(failed.number(), LAST_PLACE));
            insert.setInt(5, failed.number());
            insert.setLong(6, failed.at());
            insert.setLong(7, failed.millis());
            insert.setString(8, failed.outcome());
            insert.setString(9, failed.answer());
            insert.executeUpdate();
        }
    }

    /** Notes that a dead letter was given up. */
    public static void dropped(Statements statements, long subscription, Progress.Unit unit, long now)
            throws SQLException {
        row(statements, subscription, List.of(new Progress.Ended(unit, now, Progress.Ended.DROPPED, 0)));
    }

    /** Splits what lies too far apart, so that a reader knows where to look. */
    private static void write(Statements statements, long subscription, List<Progress.Ended> ended)
            throws SQLException {
        List<Progress.Ended> sorted = new ArrayList<>(ended);
        sorted.sort((a, b) -> Long.compare(a.unit().seq(), b.unit().seq()));
        int from = 0;
        for (int i = 1; i <= sorted.size(); i++) {
            if (i == sorted.size()
                    || sorted.get(i).unit().seq() - sorted.get(from).unit().seq() >= SPAN) {
                row(statements, subscription, sorted.subList(from, i));
                from = i;
            }
        }
    }

    private static void row(Statements statements, long subscription, List<Progress.Ended> ended) throws SQLException {
        long first = ended.get(0).unit().seq();
        long since = ended.stream().mapToLong(Progress.Ended::at).min().orElse(0);
        PreparedStatement insert =
                statements.get("INSERT INTO outcome (subscription, first, last, since, data) VALUES (?, ?, ?, ?, ?)");
        insert.setLong(1, subscription);
        insert.setLong(2, first);
        insert.setLong(3, ended.get(ended.size() - 1).unit().seq());
        insert.setLong(4, since);
        insert.setBytes(5, pack(ended, first, since, steps(statements, subscription, ended)));
        insert.executeUpdate();
    }

    private static Map<String, Long> steps(Statements statements, long subscription, List<Progress.Ended> ended)
            throws SQLException {
        Map<String, Long> steps = new HashMap<>();
        for (Progress.Ended one : ended) {
            if (!one.step().isEmpty() && !steps.containsKey(one.step())) {
                steps.put(one.step(), FilterTable.stepNumber(statements, subscription, one.step()));
            }
        }
        return steps;
    }

    /**
     * For each: sequence, time, attempts, outcome and length of the value, then the value. Where more is known, the outcome
     * is {@link #MORE}, and the outcome itself stands behind the value, with the answer's status or the number of the step.
     *
     * @param steps numbers of those that left something out
     */
    static byte[] pack(List<Progress.Ended> ended, long first, long since, Map<String, Long> steps) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(ended.size() * 6);
        for (Progress.Ended one : ended) {
            byte[] value = one.unit().value().getBytes(StandardCharsets.UTF_8);
            number(out, one.unit().seq() - first);
            number(out, one.at() - since);
            long more = one.step().isEmpty() ? one.status() : steps.getOrDefault(one.step(), 0L);
            number(out, ((long) one.attempts() << 2) | (more > 0 ? MORE : one.outcome()));
            number(out, value.length);
            out.writeBytes(value);
            if (more > 0) {
                number(out, more << 2 | one.outcome());
            }
        }
        return out.toByteArray();
    }

    /** Reads what {@link #pack} made; a step is its number in digits. */
    static List<Progress.Ended> unpack(byte[] data, long first, long since) {
        List<Progress.Ended> ended = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(data);
        while (in.hasRemaining()) {
            long seq = first + number(in);
            long at = since + number(in);
            long code = number(in);
            long length = number(in);
            if (length < 0 || length > in.remaining()) {
                throw new BufferUnderflowException();
            }
            byte[] value = new byte[(int) length];
            in.get(value);
            long more = (code & 3) == MORE ? number(in) : code & 3;
            int outcome = (int) (more & 3);
            boolean left = outcome == Progress.Ended.FILTERED && more >> 2 > 0;
            ended.add(new Progress.Ended(
                    new Progress.Unit(seq, new String(value, StandardCharsets.UTF_8)),
                    at,
                    outcome,
                    (int) (code >> 2),
                    -1,
                    left ? 0 : (int) (more >> 2),
                    left ? Long.toString(more >> 2) : ""));
        }
        return ended;
    }

    /** Whether a row can be unpacked. */
    public static boolean isSound(byte[] data) {
        try {
            return unpack(data, 0, 0).stream().allMatch(one -> one.unit().seq() >= 0);
        } catch (BufferUnderflowException e) {
            return false;
        }
    }

    private static void number(ByteArrayOutputStream out, long value) {
        long left = value;
        while (left > 0x7f) {
            out.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    private static long number(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    /** How an event ended at a subscription, for each value, the latest last. */
    static List<Progress.Ended> ended(Connection connection, long subscription, long seq) throws SQLException {
        List<Progress.Ended> found = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT first, since, data FROM outcome"
                + " WHERE subscription = ? AND first > ? AND first <= ? AND last >= ? ORDER BY since")) {
            query.setLong(1, subscription);
            query.setLong(2, seq - SPAN);
            query.setLong(3, seq);
            query.setLong(4, seq);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    for (Progress.Ended one : unpack(row.getBytes(3), row.getLong(1), row.getLong(2))) {
                        if (one.unit().seq() == seq) {
                            found.add(one);
                        }
                    }
                }
            }
        }
        return found;
    }

    /** What ended of the events between two sequences, the first excluded, in order; a unit may come more than once. */
    static List<Progress.Unit> units(Connection connection, long subscription, long behind, long last)
            throws SQLException {
        List<Progress.Unit> found = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT first, since, data FROM outcome"
                + " WHERE subscription = ? AND first > ? AND first <= ? AND last > ? ORDER BY first")) {
            query.setLong(1, subscription);
            query.setLong(2, behind - SPAN);
            query.setLong(3, last);
            query.setLong(4, behind);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    for (Progress.Ended one : unpack(row.getBytes(3), row.getLong(1), row.getLong(2))) {
                        if (one.unit().seq() > behind && one.unit().seq() <= last) {
                            found.add(one.unit());
                        }
                    }
                }
            }
        }
        found.sort(Comparator.comparingLong(Progress.Unit::seq));
        return found;
    }

    /** The failed attempts of one delivery that were kept, in order. */
    static List<FailedAttempt> failed(Connection connection, long subscription, Progress.Unit unit)
            throws SQLException {
        List<FailedAttempt> found = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT number, at, millis, outcome, answer FROM"
                + " attempt WHERE seq = ? AND subscription = ? AND value = ? ORDER BY at, number")) {
            query.setLong(1, unit.seq());
            query.setLong(2, subscription);
            query.setString(3, unit.value());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(new FailedAttempt(
                            row.getInt(1),
                            Instant.ofEpochMilli(row.getLong(2)),
                            row.getLong(3),
                            row.getString(4),
                            row.getString(5)));
                }
            }
        }
        return found;
    }
}
