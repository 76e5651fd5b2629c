package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.EventFilter;
import io.github.tektoncourier.journal.history.EventFate;
import io.github.tektoncourier.journal.history.EventFate.Kind;
import io.github.tektoncourier.journal.history.EventHistory;
import io.github.tektoncourier.journal.history.FailedAttempt;
import io.github.tektoncourier.journal.history.LatestFailure;
import io.github.tektoncourier.journal.history.NamespaceScope;
import io.github.tektoncourier.journal.history.RunHistory;
import io.github.tektoncourier.journal.track.Progress;
import io.github.tektoncourier.text.LogText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Works out what became of the events of a run. */
public final class HistoryQuery {

    private record Subscriber(long id, String name, String state, long position, long began, String error) {}

    private record Stored(
            long seq, String moment, String type, String namespace, String kind, String outcome, long appended) {}

    /** Found by what is short of each attempt, before answers and events are read of a few. */
    private static final String LATEST = "(SELECT subscription, seq, value, place, max(at) FROM attempt GROUP BY"
            + " subscription) l JOIN attempt a ON a.seq = l.seq AND a.subscription = l.subscription"
            + " AND a.value = l.value AND a.place = l.place";

    private final Connection connection;
    private final List<Subscriber> subscribers;
    private final NamespaceScope visible;
    private long left;

    private HistoryQuery(
            Connection connection, @Nullable String subscription, NamespaceScope visible, long mostCharacters)
            throws SQLException {
        this.left = mostCharacters;
        this.connection = connection;
        this.visible = visible;
        this.subscribers = subscribers(connection, subscription);
    }

    /**
     * Finds runs.
     *
     * @param what namespace and name, or UID, or an event's id
     * @param subscription only this one; absent for all
     * @param visible namespaces outside of which there is nothing
     * @param mostCharacters of receivers' answers
     * @return empty where there are more
     */
    public static Optional<List<RunHistory>> of(
            Connection connection,
            String what,
            @Nullable String subscription,
            NamespaceScope visible,
            long mostCharacters)
            throws SQLException {
        HistoryQuery query = new HistoryQuery(connection, subscription, visible, mostCharacters);
        int slash = what.indexOf('/');
        String first = slash < 0 ? what : what.substring(0, slash);
        List<RunHistory> found = slash < 0
                ? List.of()
                : query.runs("r.namespace = ? AND r.name = ?", null, first, what.substring(slash + 1));
        List<RunHistory> all =
                !found.isEmpty() ? found : query.runs("r.uid = ?", slash < 0 ? null : what.substring(slash + 1), first);
        return query.left < 0 ? Optional.empty() : Optional.of(all);
    }

    /** The failed attempts of a delivery; none of them from where there are too many on. */
    private List<FailedAttempt> failed(Subscriber subscriber, Progress.Unit unit) throws SQLException {
        if (left < 0) {
            return List.of();
        }
        List<FailedAttempt> failures = OutcomeTable.failed(connection, subscriber.id(), unit);
        left -= failures.stream()
                .mapToLong(failure -> failure.answer().length())
                .sum();
        return failures;
    }

    /** The latest failed attempt of each subscription. */
    public static List<LatestFailure> latestFailures(Connection connection, NamespaceScope visible)
            throws SQLException {
        List<LatestFailure> found = new ArrayList<>();
        String from = visible.all() ? "a.at FROM " + LATEST : "max(a.at) FROM attempt a";
        SelectionSql sql = new SelectionSql("SELECT s.name, e.namespace, r.name, e.type, r.uid,"
                        + " e.moment, a.number, a.millis, a.outcome, a.answer, " + from
                        + " JOIN subscription s ON s.id = a.subscription JOIN event e ON e.seq = a.seq"
                        + " JOIN run r ON r.id = e.run WHERE 1")
                .visible(visible, "e.namespace");
        try (PreparedStatement query = sql.prepare(connection, visible.all() ? "" : " GROUP BY a.subscription");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                FailedAttempt attempt = new FailedAttempt(
                        row.getInt(7),
                        Instant.ofEpochMilli(row.getLong(11)),
                        row.getLong(8),
                        row.getString(9),
                        row.getString(10));
                found.add(new LatestFailure(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5) + "/" + row.getString(6),
                        attempt));
            }
        }
        return found;
    }

    private static List<Subscriber> subscribers(Connection connection, @Nullable String subscription)
            throws SQLException {
        List<Subscriber> found = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT id, name, state, position, began, error FROM"
                + " subscription WHERE ?1 IS NULL OR name = ?1 ORDER BY name")) {
            query.setString(1, subscription);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(new Subscriber(
                            row.getLong(1),
                            row.getString(2),
                            row.getString(3),
                            row.getLong(4),
                            row.getLong(5),
                            row.getString(6)));
                }
            }
        }
        return found;
    }

    private List<RunHistory> runs(String condition, @Nullable String moment, String... values) throws SQLException {
        List<RunHistory> found = new ArrayList<>();
        SelectionSql sql = new SelectionSql(
                        "SELECT r.id, r.uid, r.kind, r.namespace, r.name, r.gone IS NOT NULL FROM run r WHERE 1")
                .and(condition, (Object[]) values)
                .visible(visible, "r.namespace");
        try (PreparedStatement query = sql.prepare(connection, "");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                found.add(run(row, moment));
            }
        }
        return found;
    }

    private RunHistory run(ResultSet run, @Nullable String moment) throws SQLException {
        String uid = run.getString(2);
        List<String> silent = new ArrayList<>();
        List<EventHistory> events = new ArrayList<>();
        List<String> expired = new ArrayList<>();
        try (PreparedStatement query =
                connection.prepareStatement("SELECT t.moment, t.seq, e.type, e.namespace, e.kind,"
                        + " e.outcome, e.appended FROM told t LEFT JOIN event e ON e.seq = t.seq WHERE t.run = ?1"
                        + " AND (?2 IS NULL OR t.moment = ?2) ORDER BY t.seq")) {
            query.setLong(1, run.getLong(1));
            query.setString(2, moment);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    String told = row.getString(1);
                    if (row.getLong(2) == 0) {
                        silent.add(told);
                    } else if (row.getString(3) == null) {
                        expired.add(told);
                    } else {
                        events.add(event(uid, stored(row)));
                    }
                }
            }
        }
        return new RunHistory(
                uid,
                run.getString(3),
                run.getString(4),
                run.getString(5),
                run.getBoolean(6),
                silent,
                events,
                expired,
                moment == null);
    }

    private static Stored stored(ResultSet row) throws SQLException {
        return new Stored(
                row.getLong(2),
                row.getString(1),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getLong(7));
    }

    private EventHistory event(String uid, Stored event) throws SQLException {
        List<EventFate> fates = new ArrayList<>();
        for (Subscriber subscriber : subscribers) {
            fates.addAll(fates(event, subscriber));
        }
        return new EventHistory(
                event.seq(),
                uid + "/" + event.moment(),
                event.moment(),
                event.type(),
                Instant.ofEpochMilli(event.appended()),
                fates);
    }

    private List<EventFate> fates(Stored event, Subscriber subscriber) throws SQLException {
        List<EventFate> fates = new ArrayList<>();
        boolean ahead = false;
        for (Progress.Row row : new SubscriptionStore(new Statements(connection)).of(subscriber.id(), event.seq())) {
            ahead |= row.state() == Progress.Row.AHEAD;
            if (row.state() != Progress.Row.AHEAD && row.state() != Progress.Row.REPLAYED) {
                fates.add(waiting(subscriber, row));
            }
        }
        List<Progress.Unit> open = fates.stream()
                .map(fate -> new Progress.Unit(event.seq(), fate.value()))
                .toList();
        for (Progress.Ended ended : OutcomeTable.ended(connection, subscriber.id(), event.seq())) {
            if (!open.contains(ended.unit())) {
                fates.removeIf(fate -> fate.value().equals(ended.unit().value())); // the latest counts
                fates.add(ended(subscriber, ended));
            }
        }
        return fates.isEmpty() ? List.of(untold(event, subscriber, ahead)) : fates;
    }

    private EventFate waiting(Subscriber subscriber, Progress.Row row) throws SQLException {
        Kind kind =
                switch (row.state()) {
                    case Progress.Row.PARKED -> Kind.PARKED;
                    case Progress.Row.DEAD -> Kind.DEAD;
                    case Progress.Row.RETRIED -> Kind.RETRYING;
                    default -> Kind.PENDING;
                };
        long at = kind == Kind.DEAD ? row.lastFailure() : row.firstFailure();
        return new EventFate(
                subscriber.name(),
                row.value(),
                kind,
                at == 0 ? null : Instant.ofEpochMilli(at),
                row.attempts(),
                row.answer(),
                failed(subscriber, row.unit()));
    }

    private EventFate ended(Subscriber subscriber, Progress.Ended ended) throws SQLException {
        Kind kind =
                switch (ended.outcome()) {
                    case Progress.Ended.DELIVERED -> Kind.DELIVERED;
                    case Progress.Ended.FILTERED -> Kind.FILTERED;
                    default -> Kind.DROPPED;
                };
        return new EventFate(
                subscriber.name(),
                ended.unit().value(),
                kind,
                Instant.ofEpochMilli(ended.at()),
                ended.attempts(),
                ended.status(),
                kind == Kind.FILTERED ? step(subscriber, ended) : "",
                failed(subscriber, ended.unit()));
    }

    /** What an expression says may be known only where all may be: it is text of the operator's file. */
    private String step(Subscriber subscriber, Progress.Ended ended) throws SQLException {
        String words = ended.step().isEmpty()
                ? ""
                : FilterTable.stepWords(connection, subscriber.id(), Long.parseLong(ended.step()));
        if (words.isEmpty()) {
            return "the route of its sink file sent nothing; courier explain --run FILE says which step";
        }
        int end = words.indexOf('\n');
        String place = end < 0 ? words : words.substring(0, end);
        return end < 0 || !visible.all() ? place : place + ": " + words.substring(end + 1);
    }

    /** Nothing is stored of it, so the settings of that time and the position say it. */
    private EventFate untold(Stored event, Subscriber subscriber, boolean ahead) throws SQLException {
        if (event.seq() <= subscriber.began()) {
            return fate(subscriber, Kind.NOT_DUE, "it was appended before the subscription began (startFrom)");
        }
        EventFilter filter =
                FilterTable.at(connection, subscriber.id(), event.seq()).orElse(EventFilter.NOTHING);
        Optional<String> clause = filter.rejectedBy(event.type(), event.namespace(), event.kind(), event.outcome());
        if (clause.isPresent()) {
            return fate(subscriber, Kind.FILTERED, clause(filter, clause.get(), event));
        }
        if (event.seq() > subscriber.position() && !ahead) {
            return pending(event, subscriber);
        }
        return fate(
                subscriber,
                Kind.FORGOTTEN,
                "it was delivered, filtered or dropped before the journal noted such outcomes, or too long ago");
    }

    private EventFate pending(Stored event, Subscriber subscriber) throws SQLException {
        // the latest error may be an answer about another namespace's event
        String error = visible.all() ? ": " + subscriber.error() : "";
        String why =
                switch (subscriber.state()) {
                    case "down" -> "the sink takes nothing" + error;
                    case "full" -> "too many runs stand aside" + error;
                    case "idle" -> "no sink file subscribes under this name now, or no service runs";
                    case "gone" -> "its sink file is gone";
                    default -> "";
                };
        Progress.Unit unit = new Progress.Unit(event.seq(), "");
        List<FailedAttempt> failures = failed(subscriber, unit);
        int attempts =
                failures.isEmpty() ? 0 : failures.get(failures.size() - 1).number();
        return new EventFate(
                subscriber.name(), "", Kind.PENDING, Instant.ofEpochMilli(event.appended()), attempts, why, failures);
    }

    private static String clause(EventFilter filter, String parameter, Stored event) {
        String seen =
                switch (parameter) {
                    case "types" -> event.type();
                    case "namespaces" -> event.namespace();
                    case "kinds" -> event.kind();
                    default -> event.outcome();
                };
        return parameter + ": " + LogText.quoted(filter.of(parameter)) + " (its "
                + parameter.substring(0, parameter.length() - 1) + " is "
                + (seen.isEmpty() ? "not set" : LogText.quoted(seen)) + ")";
    }

    private static EventFate fate(Subscriber subscriber, Kind kind, String why) {
        return new EventFate(subscriber.name(), "", kind, null, 0, why, List.of());
    }
}
