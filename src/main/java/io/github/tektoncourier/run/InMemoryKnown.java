package io.github.tektoncourier.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for as long as the process lives, for flows without a journal: positions of all scopes, and what was told of
 * the runs seen last. Beyond its bounds it forgets the oldest, so a run may then be told again.
 */
public final class InMemoryKnown implements Known {
    private static final int RUNS = 20_000;
    private static final long SNAPSHOT_BYTES = 64L * 1024 * 1024;

    private record Snapshot(@Nullable String owner, byte[] json) {}

    private final Map<String, Position> positions = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> told = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Snapshot> latest = new LinkedHashMap<>(16, 0.75f, true);
    private final int runs;
    private final long snapshotBytes;
    private long held;

    public InMemoryKnown() {
        this(RUNS, SNAPSHOT_BYTES);
    }

    InMemoryKnown(int runs, long snapshotBytes) {
        this.runs = runs;
        this.snapshotBytes = snapshotBytes;
    }

    /** Notes a moment as told; false when it already was. */
    public synchronized boolean tell(String uid, String momentKey) {
        boolean isNew = told.computeIfAbsent(uid, any -> new HashSet<>()).add(momentKey);
        if (told.size() > runs) {
            told.remove(told.keySet().iterator().next());
        }
        return isNew;
    }

    /** A change went all the way: moves its scope and keeps its run's snapshot. */
    public void reached(Change change) {
        change.position()
                .ifPresent(version -> positions.compute(change.scope().key(), (key, before) -> {
                    boolean listed = change.type() == Change.Type.LIST_COMPLETE;
                    return new Position(version, listed || (before != null && before.baseline()));
                }));
        Run run = change.run();
        if (run != null && change.event() == null) {
            keep(run, change.type() == Change.Type.DELETED);
        }
    }

    private synchronized void keep(Run run, boolean gone) {
        forget(latest.remove(run.uid()));
        if (!gone) {
            latest.put(run.uid(), new Snapshot(run.ownerUid(), run.json()));
            held += run.json().length;
        }
        while (held > snapshotBytes && !latest.isEmpty()) {
            forget(latest.remove(latest.keySet().iterator().next()));
        }
    }

    private void forget(@Nullable Snapshot snapshot) {
        held -= snapshot == null ? 0 : snapshot.json().length;
    }

    @Override
    public Position position(Scope scope) {
        return positions.getOrDefault(scope.key(), Position.NONE);
    }

    @Override
    public synchronized Set<String> told(String uid) {
        return Set.copyOf(told.getOrDefault(uid, Set.of()));
    }

    @Override
    public synchronized Optional<byte[]> latest(String uid) {
        return Optional.ofNullable(latest.get(uid)).map(Snapshot::json);
    }

    @Override
    public synchronized List<byte[]> children(String pipelineRunUid, int limit) {
        List<byte[]> children = new ArrayList<>();
        for (Snapshot snapshot : latest.values()) {
            if (pipelineRunUid.equals(snapshot.owner()) && children.size() < limit) {
                children.add(snapshot.json());
            }
        }
        return children;
    }
}
