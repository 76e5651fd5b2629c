package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.EventFilter;
import io.github.tektoncourier.journal.EventSelection;
import io.github.tektoncourier.journal.RequestRefusedException;
import io.github.tektoncourier.journal.track.Progress;
import io.github.tektoncourier.text.LogText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Finds the events that a replay of one subscription sends again, a window of sequences at a time. */
public final class ReplayQuery {

    /** Sequences that one step looks at. */
    public static final int WINDOW = 5_000;

    private static final String SELECT =
            "SELECT e.seq, e.partitionkey, e.type, e.namespace, e.kind, e.outcome, x.state,"
                    + " x.value FROM event e JOIN subscription s ON s.id = ? LEFT JOIN run r ON r.id = e.run"
                    + " LEFT JOIN exception x ON x.subscription = s.id AND x.seq = e.seq WHERE e.seq > ? AND e.seq <= ?";

    /**
     * An event to be sent again.
     *
     * @param dead whether it is a dead letter
     * @param value of the slot that it went to; empty where there was none
     */
    public record Candidate(long seq, String key, boolean dead, String value) {}

    /** A subscription as a replay begins: what it left out does not come; what it has not passed comes anyway. */
    public record Target(long id, long place, long last, EventFilter filter) {}

    private ReplayQuery() {}

    /**
     * Where a replay begins and ends.
     *
     * @throws RequestRefusedException when there is no such subscription, or no sink file is its
     */
    public static Target target(Connection connection, EventSelection which) throws SQLException {
        String name = String.valueOf(which.subscription());
        try (PreparedStatement query =
                connection.prepareStatement("SELECT id, position, state FROM subscription WHERE name = ?")) {
            query.setString(1, name);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    throw new RequestRefusedException("The journal knows no subscription " + LogText.quoted(name)
                            + ". `courier status` lists them.");
                }
                if (row.getString(3).equals("gone")) {
                    throw new RequestRefusedException("No sink file subscribes as " + name
                            + ". Bring the file back first; its subscription goes on where it was.");
                }
                EventFilter filter = FilterTable.at(connection, row.getLong(1), Long.MAX_VALUE)
                        .orElse(EventFilter.NOTHING);
                long last = row.getLong(2);
                long first = Database.number(connection, "SELECT min(seq) FROM event", last + 1) - 1;
                long place = which.since() == null
                        ? first
                        : StartPosition.lastBefore(connection, which.since().toEpochMilli(), first, last);
                return new Target(row.getLong(1), place, last, filter);
            }
        }
    }

    /** What is to be sent again of one window. What waits to be sent at the moment is left out. */
    public static List<Candidate> window(Connection connection, Target target, EventSelection which)
            throws SQLException {
        List<Candidate> found = new ArrayList<>();
        Map<Long, String> keys = new LinkedHashMap<>();
        Set<Progress.Unit> open = new HashSet<>();
        Predicate<String> types = which.types();
        SelectionSql sql = new SelectionSql(SELECT)
                .run(which)
                .event(which)
                .visible(which.visible(), "e.namespace")
                .times(which, "e.appended");
        long end = Math.min(target.last(), target.place() + WINDOW);
        boolean slot = !target.filter().slot().isEmpty();
        try (PreparedStatement query =
                        sql.prepare(connection, " ORDER BY e.seq, x.value", target.id(), target.place(), end);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                int state = row.getInt(7);
                boolean settled = row.wasNull() || state == Progress.Row.AHEAD;
                boolean wanted = types.test(row.getString(3))
                        && target.filter()
                                .rejectedBy(row.getString(3), row.getString(4), row.getString(5), row.getString(6))
                                .isEmpty();
                if (wanted && (state == Progress.Row.DEAD || (settled && !slot))) {
                    found.add(
                            new Candidate(row.getLong(1), row.getString(2), !settled, settled ? "" : row.getString(8)));
                }
                if (wanted && slot) {
                    keys.put(row.getLong(1), row.getString(2));
                    open.add(new Progress.Unit(row.getLong(1), settled ? "" : row.getString(8)));
                }
            }
        }
        if (slot) {
            values(connection, target, end, keys, open, found);
        }
        return found;
    }

    /** An event of a slot goes to the values that it went to, as far as the journal remembers them. */
    private static void values(
            Connection connection,
            Target target,
            long end,
            Map<Long, String> keys,
            Set<Progress.Unit> open,
            List<Candidate> found)
            throws SQLException {
        for (Progress.Unit unit : OutcomeTable.units(connection, target.id(), target.place(), end)) {
            String key = keys.get(unit.seq());
            if (key != null && !unit.value().isEmpty() && open.add(unit)) {
                found.add(new Candidate(unit.seq(), key, false, unit.value()));
            }
        }
    }
}
