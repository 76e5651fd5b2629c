package io.github.tektoncourier.run;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Remembers for as long as the process lives, for flows without a journal: positions of all scopes, and what was told of
 * the runs seen last. Beyond its bound it forgets the run that was asked for longest ago, which may then be told again.
 * Snapshots it keeps none.
 */
public final class InMemoryKnown implements Known {
    private static final int RUNS = 20_000;

    private final Map<String, Position> positions = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> told = new LinkedHashMap<>(16, 0.75f, true);
    private final int runs;

    public InMemoryKnown() {
        this(RUNS);
    }

    InMemoryKnown(int runs) {
        this.runs = runs;
    }

    /** Notes a moment as told; false when it already was. */
    public synchronized boolean tell(String uid, String momentKey) {
        boolean isNew = told.computeIfAbsent(uid, any -> new HashSet<>()).add(momentKey);
        if (told.size() > runs) {
            told.remove(told.keySet().iterator().next());
        }
        return isNew;
    }

    /** A change went all the way: moves its scope. */
    public void reached(Change change) {
        change.position()
                .ifPresent(version -> positions.compute(change.scope().key(), (key, before) -> {
                    boolean listed = change.type() == Change.Type.LIST_COMPLETE;
                    return new Position(version, listed || (before != null && before.baseline()));
                }));
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
    public Optional<byte[]> latest(String uid) {
        return Optional.empty();
    }

    @Override
    public List<byte[]> children(String pipelineRunUid, int limit, int bytes) {
        return List.of();
    }

    /** Always absent: pods are not watched without a journal. */
    @Override
    public Optional<KnownRun> ofPod(String namespace, String podName) {
        return Optional.empty();
    }

    /** None: without a journal nothing is known of runs that a list lacks. */
    @Override
    public void live(Scope scope, Consumer<KnownRun> each) {}

    @Override
    public Optional<Instant> reached(Scope scope) {
        return Optional.empty();
    }
}
