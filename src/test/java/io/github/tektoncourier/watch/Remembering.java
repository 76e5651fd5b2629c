package io.github.tektoncourier.watch;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.Scope;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What the journal would know after the same changes: for flows that are stopped and started again. */
final class Remembering implements Known {
    private record Alive(Scope scope, KnownRun run) {}

    private final Map<Scope, Position> positions = new HashMap<>();
    private final Map<Scope, Instant> reached = new HashMap<>();
    private final Map<String, Alive> alive = new HashMap<>();
    private final Map<String, byte[]> latest = new HashMap<>();
    private final Map<String, Set<String>> told = new HashMap<>();

    synchronized void note(Change change) {
        Run run = change.run();
        if (run != null) {
            told.computeIfAbsent(run.uid(), any -> new HashSet<>()).add("queued");
            latest.put(run.uid(), run.json());
            alive.put(
                    run.uid(),
                    new Alive(change.scope(), new KnownRun(run.kind(), run.uid(), run.namespace(), run.name())));
            if (change.type() == Change.Type.DELETED) {
                alive.remove(run.uid());
            }
        }
        change.position().ifPresent(version -> {
            boolean listed = change.type() == Change.Type.LIST_COMPLETE
                    || position(change.scope()).baseline();
            positions.put(change.scope(), new Position(version, listed));
            reached.put(change.scope(), Instant.now());
        });
    }

    @Override
    public synchronized Position position(Scope scope) {
        return positions.getOrDefault(scope, Position.NONE);
    }

    @Override
    public synchronized Set<String> told(String uid) {
        return Set.copyOf(told.getOrDefault(uid, Set.of()));
    }

    @Override
    public synchronized boolean isLive(String uid) {
        return alive.containsKey(uid);
    }

    @Override
    public synchronized Map<Scope, Position> positions() {
        return Map.copyOf(positions);
    }

    @Override
    public synchronized Optional<byte[]> latest(String uid) {
        return Optional.ofNullable(latest.get(uid));
    }

    @Override
    public List<byte[]> children(String pipelineRunUid, int limit, int bytes) {
        return List.of();
    }

    @Override
    public Optional<KnownRun> ofPod(String namespace, String podName) {
        return Optional.empty();
    }

    @Override
    public void live(Scope scope, Consumer<KnownRun> each) {
        List<KnownRun> runs;
        synchronized (this) {
            runs = alive.values().stream()
                    .filter(one -> one.scope().equals(scope))
                    .map(Alive::run)
                    .toList();
        }
        runs.forEach(each);
    }

    @Override
    public synchronized Optional<Instant> reached(Scope scope) {
        return Optional.ofNullable(reached.get(scope));
    }
}
