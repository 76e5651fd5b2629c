package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.journal.EventSelection;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.journal.append.Snapshots;
import io.github.tektoncourier.journal.history.EventPage;
import io.github.tektoncourier.journal.history.EventSummary;
import io.github.tektoncourier.journal.history.NamespaceScope;
import io.github.tektoncourier.journal.history.RunSummary;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.SelectionSql;
import io.github.tektoncourier.journal.track.Attributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Lists runs and events, the newest first. */
final class ListingQuery {

    private static final int WINDOW = 50_000;
    private static final String COLUMNS =
            "SELECT e.seq, e.moment, e.type, e.namespace, r.name, r.uid, e.kind, e.outcome, e.appended FROM ";
    private static final String OF_ALL = "event e JOIN run r ON r.id = e.run";

    /** The other way round would look at every event. */
    private static final String OF_RUN = "run r CROSS JOIN told t ON t.run = r.id CROSS JOIN event e ON e.seq = t.seq";

    private static final String FIRST = "SELECT min(seq) FROM event";
    private static final String LAST = "SELECT max(seq) FROM event";

    private ListingQuery() {}

    static List<RunSummary> runs(
            Connection connection, @Nullable String run, NamespaceScope visible, long before, int limit)
            throws SQLException {
        List<RunSummary> found = new ArrayList<>();
        SelectionSql sql = new SelectionSql(
                        "SELECT r.id, r.uid, r.kind, r.namespace, r.name, r.gone IS NOT NULL FROM run r WHERE r.id < ?")
                .run(run)
                .visible(visible, "r.namespace");
        try (PreparedStatement query = sql.prepare(connection, " ORDER BY r.id DESC LIMIT " + limit, before);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                found.add(new RunSummary(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getBoolean(6)));
            }
        }
        return found;
    }

    /** Looks at a bounded number of events, whatever the filters leave of them. */
    static EventPage events(Connection connection, EventSelection which, long before, int limit) throws SQLException {
        return events(connection, which, before, limit, WINDOW);
    }

    static EventPage events(Connection connection, EventSelection which, long before, int limit, int window)
            throws SQLException {
        boolean ofRun = which.run() != null || which.event() != null;
        long from = ofRun ? 0 : Math.min(before, Database.number(connection, LAST, 0) + 1) - window;
        SelectionSql sql = new SelectionSql(COLUMNS + (ofRun ? OF_RUN : OF_ALL) + " WHERE e.seq < ? AND e.seq >= ?")
                .run(which)
                .event(which)
                .visible(which.visible(), "e.namespace")
                .times(which, "e.appended");
        List<EventSummary> found = new ArrayList<>();
        Predicate<String> types = which.types();
        try (PreparedStatement query = sql.prepare(connection, " ORDER BY e.seq DESC", before, from);
                ResultSet row = query.executeQuery()) {
            while (found.size() < limit && row.next()) {
                if (types.test(row.getString(3))) {
                    found.add(event(row));
                }
            }
        }
        boolean full = found.size() == limit;
        long end = full ? found.get(limit - 1).sequence() : from;
        return new EventPage(found, end > Database.number(connection, FIRST, 0) && (full || !ofRun) ? end : 0);
    }

    private static EventSummary event(ResultSet row) throws SQLException {
        return new EventSummary(
                row.getLong(1),
                row.getString(6) + "/" + row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                Instant.ofEpochMilli(row.getLong(9)));
    }

    static Optional<StoredEvent> event(Connection connection, String id, NamespaceScope visible) throws SQLException {
        SelectionSql sql = new SelectionSql("SELECT e.seq, e.attributes, s.data, s.length FROM run r"
                        + " JOIN told t ON t.run = r.id JOIN event e ON e.seq = t.seq"
                        + " JOIN snapshot s ON s.id = e.snapshot WHERE 1")
                .event(EventSelection.ALL.withEvent(id))
                .visible(visible, "e.namespace");
        try (PreparedStatement query = sql.prepare(connection, "");
                ResultSet row = query.executeQuery()) {
            return row.next()
                    ? Optional.of(new StoredEvent(
                            row.getLong(1),
                            Attributes.parse(row.getString(2)),
                            Snapshots.unpack(row.getBytes(3), row.getInt(4)),
                            0))
                    : Optional.empty();
        }
    }
}
