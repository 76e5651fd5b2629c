package io.github.tektoncourier.journal.sqlite.repair;

import io.github.tektoncourier.journal.append.Snapshots;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.JournalFault;
import io.github.tektoncourier.journal.sqlite.store.OutcomeTable;
import io.github.tektoncourier.journal.sqlite.store.Reader;
import io.github.tektoncourier.journal.sqlite.store.Schema;
import io.github.tektoncourier.journal.sqlite.store.Statements;
import io.github.tektoncourier.journal.track.Attributes;
import io.github.tektoncourier.journal.track.DamagedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies what can be read of a damaged database, and belongs together, into a new one; row by row, so that its size
 * does not matter.
 */
final class Salvage {

    private static final int BATCH = 2_000;
    private static final long PLAUSIBLE = 1L << 53;
    private static final String RUN =
            "id, uid, kind, namespace, name, partitionkey, owner, snapshot, last, gone, scope";
    private static final String EVENT = Reader.EVENT_COLUMNS + ", run, moment";
    private static final String SUBSCRIPTION =
            "id, name, start, position, delivered, filtered, dead, dropped, state, error, error_at, extra, refused,"
                    + " refusal, began, retried, replayed, replay_failed, down_since";
    private static final String EXCEPTION =
            "seq, state, partitionkey, attempts, first_failure, counted, answer, value, last_failure";

    private static final String REQUEST =
            "id, action, asked, subscription, event, run, type, reason, since, until, last,"
                    + " place, letters, events, done, namespaces";
    private static final String REQUEST_TYPES = "itiTTTTTiiiiiiit";

    private final Connection source;
    private final Connection target;
    private final Statements into;
    private final Map<String, TableWalk.Found> found = new LinkedHashMap<>();
    private int open;

    Salvage(Connection source, Connection target) {
        this.source = source;
        this.target = target;
        this.into = new Statements(target);
    }

    /** Per table, what became of it. */
    Map<String, TableWalk.Found> run() throws SQLException {
        Database.execute(target, "BEGIN");
        copy("scope", "id, key, resource_version, baseline, reached", "ittii", 0);
        copy("subscription", SUBSCRIPTION, "itiiiiiittiiitiiiii", 0);
        copy("snapshot", "id, length, data", "iib", 0);
        copy("run", RUN, "itttttTIiII", 0);
        walk("event", EVENT, "itttttitiit", "1", this::event);
        copy("told", "run, moment, seq", "itI", 1);
        copy("pod", "run, name, uid", "itT", 1);
        for (long id : Database.numbers(target, "SELECT id FROM subscription")) {
            PreparedStatement insert = into.get("INSERT OR IGNORE INTO exception (subscription, " + EXCEPTION
                    + ") SELECT " + id + ", ?, ?, ?, ?, ?, ?, ?, ?, ?");
            walk("exception", EXCEPTION, "iitiiitti", "subscription = " + id, row -> insert(insert, row));
        }
        if (has(Schema.FILTER_SINCE)) {
            copy("filter", "subscription, behind, types, namespaces, kinds, outcomes, slot", "iittttt", 0);
            copy("attempt", "seq, subscription, value, place, number, at, millis, outcome, answer", "iitiiiitt", 0);
            outcomes();
            requests();
        }
        if (has(Schema.SINK_STATE_SINCE)) {
            sinkState();
        }
        if (has(Schema.LOG_TAIL_SINCE)) {
            copy("log_tail", "uid, step, text, note, read", "tttti", 0);
        }
        if (has(Schema.STEP_SINCE)) {
            copy("step", "id, subscription, words", "iit", 0);
        }
        meta();
        Database.execute(target, "COMMIT");
        into.forget();
        return found;
    }

    /** How deliveries ended; a row that was changed could make a reader stumble each time. */
    private void outcomes() throws SQLException {
        for (long id : Database.numbers(target, "SELECT id FROM subscription")) {
            PreparedStatement insert = into.get(
                    "INSERT INTO outcome (subscription, first, last, since, data) SELECT " + id + ", ?, ?, ?, ?");
            walk(
                    "outcome",
                    "first, last, since, data",
                    "iiir",
                    "subscription = " + id,
                    row -> OutcomeTable.isSound((byte[]) row[3]) && insert(insert, row));
        }
    }

    /** What sinks keep of their own; that of a subscription whose row is lost is another's as soon as its number is. */
    private void sinkState() throws SQLException {
        for (long id : Database.numbers(target, "SELECT id FROM subscription")) {
            PreparedStatement insert = into.get(
                    "INSERT OR IGNORE INTO sink_state (subscription, key, value, until) SELECT " + id + ", ?, ?, ?");
            walk("sink_state", "key, value, until", "tti", "subscription = " + id, row -> insert(insert, row));
        }
    }

    /** What was asked for and is not done; nothing is dropped at the word of a damaged file. */
    private void requests() throws SQLException {
        PreparedStatement insert = into.get("INSERT OR IGNORE INTO request (" + REQUEST + ") SELECT "
                + "?, ".repeat(REQUEST_TYPES.length() - 1) + "?");
        walk("request", REQUEST, REQUEST_TYPES, "done = 0 AND action <> 'drop'", row -> insert(insert, row));
    }

    /** @param ofRun whether a row without its run is of no use: 1 or 0 */
    private void copy(String table, String columns, String types, int ofRun) throws SQLException {
        String marks = "?, ".repeat(types.length() - 1) + "?";
        PreparedStatement insert = into.get("INSERT OR IGNORE INTO " + table + " (" + columns + ") SELECT " + marks
                + (ofRun == 1 ? " WHERE EXISTS (SELECT 1 FROM run WHERE id = ?1)" : ""));
        walk(table, columns, types, "1", row -> insert(insert, row) || ofRun == 1); // there already, from its event
    }

    private void walk(String table, String columns, String types, String condition, TableWalk.Taker<Object[]> taker)
            throws SQLException {
        String there = older(table, columns, types);
        TableWalk.Found now = new TableWalk<>(source, there, table, condition, row -> read(row, types)).walk(taker);
        found.merge(
                table,
                now,
                (a, b) -> new TableWalk.Found(a.saved() + b.saved(), a.refused() + b.refused(), a.gaps() + b.gaps()));
    }

    /** False for the tables of a courier that made none yet: what was never there is not lost. */
    private boolean has(int since) throws SQLException {
        try {
            int version = Schema.version(source);
            return version == 0 || version >= since;
        } catch (SQLException e) {
            if (!JournalFault.isUnreadable(e)) {
                throw e;
            }
            return true;
        }
    }

    /** The columns, with what a new row has in the place of those that an older courier did not make. */
    private String older(String table, String columns, String types) throws SQLException {
        List<String> there = new ArrayList<>();
        try (var query = source.createStatement();
                ResultSet rows = query.executeQuery("SELECT name FROM pragma_table_info('" + table + "')")) {
            while (rows.next()) {
                there.add(rows.getString(1));
            }
        } catch (SQLException e) {
            if (!JournalFault.isUnreadable(e)) {
                throw e;
            }
        }
        String[] names = columns.split(", ", -1);
        for (int i = 0; i < names.length && !there.isEmpty(); i++) {
            if (!there.contains(names[i])) {
                names[i] = Character.isUpperCase(types.charAt(i)) ? "NULL" : types.charAt(i) == 'i' ? "0" : "''";
            }
        }
        return String.join(", ", names);
    }

    /** i: number, t: text, b: a body behind its length, r: bytes; upper case: may be absent. */
    private static Object[] read(ResultSet row, String types) throws SQLException {
        Object[] values = new Object[types.length()];
        for (int i = 0; i < values.length; i++) {
            Object value = row.getObject(i + 1);
            char type = types.charAt(i);
            boolean sound = value == null ? Character.isUpperCase(type) : fits(Character.toLowerCase(type), value);
            if (!sound) {
                throw new DamagedException("A column holds what it cannot hold");
            }
            values[i] = value;
            if (type == 'b') {
                Snapshots.unpack((byte[]) value, ((Number) values[i - 1]).intValue());
            }
        }
        return values;
    }

    private static boolean fits(char type, Object value) {
        return switch (type) {
            case 'i' ->
                value instanceof Number number
                        && !(number instanceof Double)
                        && number.longValue() >= 0
                        && number.longValue() < PLAUSIBLE;
            case 't' -> value instanceof String;
            default -> value instanceof byte[];
        };
    }

    private boolean insert(PreparedStatement insert, @Nullable Object[] row) throws SQLException {
        for (int i = 0; i < row.length; i++) {
            insert.setObject(i + 1, row[i]);
        }
        boolean taken = insert.executeUpdate() > 0;
        if (++open >= BATCH) {
            open = 0;
            Database.execute(target, "COMMIT", "BEGIN");
        }
        return taken;
    }

    /** An event needs its body and says itself whose it is, so a run whose row is lost is known again. */
    private boolean event(Object[] row) throws SQLException {
        Map<String, String> attributes;
        try {
            attributes = Attributes.parse((String) row[7]);
        } catch (DamagedException e) {
            return false;
        }
        String uid = attributes.getOrDefault("runuid", "");
        boolean sound = String.valueOf(row[1]).equals(attributes.get("type"))
                && Attributes.sequence((Long) number(row[0])).equals(attributes.get("sequence"))
                && attributes.getOrDefault("id", "").endsWith("/" + row[10])
                && row[2].equals(attributes.getOrDefault("namespace", ""))
                && row[3].equals(attributes.getOrDefault("kind", ""))
                && row[4].equals(attributes.getOrDefault("outcome", ""))
                && row[5].equals(attributes.getOrDefault("partitionkey", ""))
                && !uid.isEmpty();
        if (!sound) {
            return false;
        }
        PreparedStatement event = into.get("INSERT OR IGNORE INTO event (" + EVENT + ") SELECT " + "?, ".repeat(10)
                + "? WHERE EXISTS (SELECT 1 FROM snapshot WHERE id = ?9)");
        if (!insert(event, row)) {
            return false;
        }
        PreparedStatement run = into.get("INSERT OR IGNORE INTO run (id, uid, kind, namespace, name, partitionkey,"
                + " snapshot, last) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        Object[] known = {row[9], uid, row[3], row[2], attributes.getOrDefault("subject", ""), row[5], row[8], 0L};
        if (!insert(run, known)) {
            PreparedStatement mend = into.get("UPDATE OR IGNORE run SET uid = ? WHERE id = ? AND uid <> ?1");
            insert(mend, new Object[] {uid, row[9]}); // its own row says otherwise, and nothing else vouches for that
        }
        PreparedStatement told = into.get("INSERT OR IGNORE INTO told (run, moment, seq) VALUES (?, ?, ?)");
        insert(told, new Object[] {row[9], row[10], row[0]});
        return true;
    }

    private static Object number(Object value) {
        return ((Number) value).longValue();
    }

    private void meta() throws SQLException {
        PreparedStatement insert = into.get("INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)");
        try (var query = source.createStatement();
                ResultSet rows = query.executeQuery("SELECT key, value FROM meta")) {
            while (rows.next()) {
                Object[] row = {rows.getObject(1), rows.getObject(2)};
                if (row[0] instanceof String && row[1] != null && fits('i', row[1])) {
                    insert(insert, row);
                }
            }
        } catch (SQLException e) {
            if (!JournalFault.isUnreadable(e)) {
                throw e;
            }
        }
    }
}
