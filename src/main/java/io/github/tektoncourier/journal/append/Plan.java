package io.github.tektoncourier.journal.append;

import io.github.tektoncourier.journal.track.EventRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that one group of batches changes, worked out before the transaction begins, so that it can be written
 * again and again until the disk takes it.
 */
public final class Plan {

    private static final long BYTES_PER_EVENT = 1_500;
    private static final long BYTES_PER_COMMIT = 32 * 1024;

    /** A run's body. */
    public record NewSnapshot(long id, byte[] data, byte[] packed) {}

    /** An event and the told moment it stands for. */
    public record NewEvent(EventRow row, long run, String moment) {}

    /** A moment told without an event. */
    public record SilentMoment(long run, String moment) {}

    /** Which pod of a run a core Event was about. */
    public record SeenPod(long run, String name, String uid) {}

    public final Map<String, RunState> runs = new LinkedHashMap<>();
    public final List<NewSnapshot> snapshots = new ArrayList<>();
    public final List<NewEvent> events = new ArrayList<>();
    public final List<SilentMoment> silent = new ArrayList<>();
    public final List<SeenPod> pods = new ArrayList<>();
    public final Map<String, ScopePositions.Move> scopes = new LinkedHashMap<>();
    /** Keys of scopes whose list is complete. */
    final Set<String> listed = new HashSet<>();

    /** Whether the disk must take it before anyone may call it durable. */
    public boolean mustCommit() {
        return !listed.isEmpty()
                || !events.isEmpty()
                || !silent.isEmpty()
                || runs.values().stream().anyMatch(RunState::changed);
    }

    /** About how much its transaction adds to the journal's files. */
    public long bytesOnDisk() {
        long bytes = BYTES_PER_COMMIT + events.size() * BYTES_PER_EVENT;
        for (NewSnapshot snapshot : snapshots) {
            bytes += snapshot.packed().length;
        }
        return bytes;
    }

    public List<EventRow> rows() {
        return events.stream().map(NewEvent::row).toList();
    }

    /** What the cache may know once this is committed. */
    public Map<String, ToldCache.Known> known() {
        Map<String, ToldCache.Known> known = new LinkedHashMap<>();
        runs.forEach((uid, run) -> known.put(uid, run.known()));
        return known;
    }
}
