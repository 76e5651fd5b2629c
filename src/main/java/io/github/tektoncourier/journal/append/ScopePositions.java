package io.github.tektoncourier.journal.append;

import io.cloudevents.CloudEvent;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.Scope;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where each list and watch stands; what only moved without leading to events is written at most every few seconds. */
public final class ScopePositions {

    static final long ALONE_MILLIS = 5_000;

    private static final long SETTLED_MILLIS = 300_000;

    /** Clocks differ, and what happened is appended a little later. */
    private static final long SLACK_MILLIS = 10_000;

    /**
     * A scope's row.
     *
     * @param id by which runs name it
     * @param reached nothing that happened before, in milliseconds, is missing; 0 when nobody knows
     */
    public record Row(long id, Known.Position position, long reached) {

        private Row moved(Move move) {
            boolean baseline = position.baseline() || move.position().baseline();
            return new Row(
                    id,
                    new Known.Position(move.position().resourceVersion(), baseline),
                    Math.max(reached, move.reached()));
        }
    }

    /**
     * A new position.
     *
     * @param reached what {@link SyncPoint} says of it
     */
    record Move(Known.Position position, long reached) {}

    private final Map<String, Row> rows;
    private final Set<String> unwritten = new LinkedHashSet<>();
    private final long lostSince;
    private final long rebuilt;
    private final boolean announcesAll;
    private long lastId;
    private long written;
    private final Set<String> used = new HashSet<>();
    private long working;

    /**
     * Begins with the stored rows.
     *
     * @param lostSince up to when a scope without a row counts as known, because rows were lost; 0 when none were
     * @param rebuilt when the journal was rebuilt from a damaged one, in milliseconds; 0 when it was not, or long ago
     * @param announcesAll see {@link JournalSettings#announcesAll}
     */
    public ScopePositions(Map<String, Row> stored, long lostSince, long rebuilt, boolean announcesAll, long now) {
        this.rows = stored;
        this.lostSince = lostSince;
        this.rebuilt = rebuilt;
        this.announcesAll = announcesAll;
        this.lastId = stored.values().stream().mapToLong(Row::id).max().orElse(0);
        this.written = now;
    }

    public synchronized Known.Position position(Scope scope) {
        used.add(scope.key());
        Row row = rows.get(scope.key());
        return row == null ? unknown(0).position() : row.position();
    }

    /**
     * Before when nothing is missing in the position that is remembered now, durable or not; after a restart that of the
     * durable one. Where in doubt it is too early, so that a gap is never taken for smaller than it was.
     */
    public synchronized Optional<Instant> reached(Scope scope) {
        long reached = rows.getOrDefault(scope.key(), unknown(0)).reached();
        return reached == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(reached));
    }

    /** By which runs name their scope. A new one is written with the next transaction, so with the run that needs it. */
    synchronized long id(Scope scope) {
        return row(scope.key()).id();
    }

    /** All, watched or not; to ask for them is no use of them. */
    synchronized Map<Scope, Known.Position> positions() {
        Map<Scope, Known.Position> all = new LinkedHashMap<>();
        rows.forEach((key, row) -> Scope.ofKey(key).ifPresent(scope -> all.put(scope, row.position())));
        return all;
    }

    private Row row(String key) {
        used.add(key);
        return rows.computeIfAbsent(key, any -> {
            unwritten.add(key);
            return unknown(++lastId);
        });
    }

    private Row unknown(long id) {
        return lostSince == 0
                ? new Row(id, Known.Position.NONE, 0)
                : new Row(id, new Known.Position("", true), lostSince);
    }

    /**
     * Whether its ledger was rebuilt and it was not listed whole since: it has a baseline and no place to resume from.
     * That is what the disk says of it, so a crash in between changes nothing.
     */
    synchronized boolean rebuilding(Scope scope) {
        Known.Position position = rows.getOrDefault(scope.key(), unknown(0)).position();
        return position.baseline() && position.resourceVersion().isEmpty();
    }

    /**
     * Whether an event may have been told by a first list that was not through when the journal was damaged: such a scope
     * has no baseline, and so does not count as one that is rebuilt.
     */
    synchronized boolean mayBeToldAgain(Scope scope, CloudEvent event) {
        OffsetDateTime time = event.getTime();
        return rebuilt > 0
                && !rows.getOrDefault(scope.key(), unknown(0)).position().baseline()
                && time != null
                && time.toInstant().toEpochMilli() <= rebuilt;
    }

    /**
     * Whether a list shows what was over before the last time up to which the rebuilt ledger vouches for it. Where first
     * sight tells all, nothing is: an event can have been appended, and lost, long after its run ended.
     */
    boolean past(Change change, CloudEvent event) {
        if (announcesAll) {
            return false;
        }
        Run run = change.run();
        boolean over = change.event() != null || (run != null && run.done());
        OffsetDateTime time = event.getTime();
        return change.type() == Change.Type.LISTED
                && over
                && time != null
                && reached(change.scope())
                        .filter(known -> time.toInstant().isBefore(known.minusMillis(SLACK_MILLIS)))
                        .isPresent();
    }

    public synchronized void moved(Map<String, Move> moves) {
        moves.forEach((key, move) -> {
            rows.put(key, row(key).moved(move));
            unwritten.add(key);
        });
    }

    /** What is to be written together with these moves. */
    public synchronized Map<String, Row> with(Map<String, Move> moves) {
        Map<String, Row> all = new LinkedHashMap<>();
        moves.forEach((key, move) -> all.put(key, row(key).moved(move)));
        unwritten.forEach(key -> all.putIfAbsent(key, row(key)));
        return all;
    }

    public synchronized void written(Collection<String> keys, long millis) {
        unwritten.removeAll(Set.copyOf(keys));
        written = millis;
        working = working == 0 ? millis : working;
    }

    /** When a position that moved alone must be written. */
    public synchronized long due() {
        return unwritten.isEmpty() ? Long.MAX_VALUE : written + ALONE_MILLIS;
    }

    /**
     * Those that nobody asked for since the start. Who watches asks before anything else, so that is certain some minutes
     * after another scope began to move; while none does, as without an API server, none counts as unused.
     */
    public synchronized List<String> unused(long now) {
        return working == 0 || now - working < SETTLED_MILLIS
                ? List.of()
                : rows.keySet().stream().filter(key -> !used.contains(key)).toList();
    }

    public synchronized boolean isUsed(String key) {
        return used.contains(key);
    }

    /** Forgets it, unless somebody asked for it meanwhile. */
    public synchronized boolean letGo(String key) {
        if (used.contains(key)) {
            return false;
        }
        rows.remove(key);
        return true;
    }

    /** Before when nothing is missing in any list of runs that is watched, in milliseconds; 0 until all have a baseline. */
    public synchronized long known() {
        return rows.entrySet().stream()
                .filter(row -> used.contains(row.getKey()) && !row.getKey().contains("|events/"))
                .mapToLong(row ->
                        row.getValue().position().baseline() ? row.getValue().reached() : 0)
                .min()
                .orElse(0);
    }

    /** How many have a position. */
    public synchronized int size() {
        return (int) rows.values().stream()
                .filter(row -> !row.position().equals(Known.Position.NONE))
                .count();
    }
}
