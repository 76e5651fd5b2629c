package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.track.Progress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The events that go again on request, outside of the order (dead letters that are retried, and replays): a few at a time
 * are taken from the disk, which alone knows all of them, at a bounded rate.
 */
final class Replays {

    /** Events taken from the disk and not yet done. */
    static final int MAX_OPEN = 64;

    /** Of those that are open, such as wait for a receiver that fails: they keep no others from being taken. */
    static final int MAX_WAITING = 1_024;

    /** Two hundred a second at most, so that a sink that has just come back is not drowned. */
    static final long PAUSE_MILLIS = 5;

    private static final long ASK_AGAIN_MILLIS = 30_000;

    private static final Progress.Unit START = new Progress.Unit(0, "");

    private final Set<Progress.Unit> open = new HashSet<>();
    private final Set<Progress.Unit> waiting = new HashSet<>();
    private final Set<Progress.Unit> done = new HashSet<>();
    private Progress.Unit cursor = START;
    private boolean more = true;
    private boolean asked;
    private long askedAt;
    private long nextDue;

    /** New ones were marked on disk, anywhere. */
    void requested() {
        cursor = START;
        more = true;
    }

    /** Whether the disk is to be asked for more; once until it has answered. */
    boolean ask(long now) {
        boolean room = open.size() - waiting.size() <= MAX_OPEN / 2 && waiting.size() < MAX_WAITING;
        if (!more || !room || (asked && now - askedAt < ASK_AGAIN_MILLIS)) {
            return false;
        }
        asked = true;
        askedAt = now;
        return true;
    }

    /** Behind which the disk is to look. */
    Progress.Unit cursor() {
        return cursor;
    }

    /**
     * The disk has answered.
     *
     * @param behind behind which it looked; an answer to an older question is of no use
     * @return those that are not open and were not done meanwhile
     */
    List<Progress.Row> answered(Progress.Unit behind, List<Progress.Row> rows) {
        asked = false;
        if (!behind.equals(cursor)) {
            return List.of();
        }
        more = rows.size() == MAX_OPEN;
        cursor = rows.isEmpty() ? cursor : rows.get(rows.size() - 1).unit();
        return rows.stream()
                .filter(row -> !done.contains(row.unit()) && open.add(row.unit()))
                .toList();
    }

    /** When the next one may go. */
    long due(long now) {
        nextDue = Math.max(now, nextDue + PAUSE_MILLIS);
        return nextDue;
    }

    /** It failed and is tried again later, or its receiver takes nothing. */
    void waits(Progress.Unit unit) {
        if (open.contains(unit)) {
            waiting.add(unit);
        }
    }

    void done(Progress.Unit unit) {
        open.remove(unit);
        waiting.remove(unit);
        done.add(unit);
    }

    /** What was done is being recorded: the disk does not name it any more. */
    void recorded() {
        done.clear();
    }
}
