package io.github.tektoncourier.journal;

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
final class Plan {

    private static final long BYTES_PER_EVENT = 1_500;
    private static final long BYTES_PER_COMMIT = 32 * 1024;

    /** A run's body. */
    record NewSnapshot(long id, byte[] data, byte[] packed) {}

    /** An event and the told moment it stands for. */
    record NewEvent(EventRow row, long run, String moment) {}

    /** A moment told without an event. */
    record SilentMoment(long run, String moment) {}

    /** Which pod of a run a core Event was about. */
    record SeenPod(long run, String name, String uid) {}

    final Map<String, RunState> runs = new LinkedHashMap<>();
    final List<NewSnapshot> snapshots = new ArrayList<>();
    final List<NewEvent> events = new ArrayList<>();
    final List<SilentMoment> silent = new ArrayList<>();
    final List<SeenPod> pods = new ArrayList<>();
    final Map<String, Scopes.Move> scopes = new LinkedHashMap<>();
    /** Keys of scopes whose list is complete. */
    final Set<String> listed = new HashSet<>();

    /** Whether the disk must take it before anyone may call it durable. */
    boolean mustCommit() {
        return !listed.isEmpty()
                || !events.isEmpty()
                || !silent.isEmpty()
                || runs.values().stream().anyMatch(RunState::changed);
    }

    /** About how much its transaction adds to the journal's files. */
    long bytesOnDisk() {
        long bytes = BYTES_PER_COMMIT + events.size() * BYTES_PER_EVENT;
        for (NewSnapshot snapshot : snapshots) {
            bytes += snapshot.packed().length;
        }
        return bytes;
    }

    List<EventRow> rows() {
        return events.stream().map(NewEvent::row).toList();
    }

    /** What the cache may know once this is committed. */
    Map<String, ToldCache.Known> known() {
        Map<String, ToldCache.Known> known = new LinkedHashMap<>();
        runs.forEach((uid, run) -> known.put(uid, run.known()));
        return known;
    }
}
