package io.github.tektoncourier.run;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The past, as a test says it was. */
public final class FakeKnown implements Known {

    private final Map<String, Set<String>> told = new HashMap<>();
    private final Map<String, byte[]> latest = new HashMap<>();
    private final Map<String, KnownRun> pods = new HashMap<>();
    private final Map<String, KnownRun> certain = new HashMap<>();
    private final Map<Scope, List<KnownRun>> live = new HashMap<>();
    private final Map<Scope, List<KnownRun>> recent = new HashMap<>();
    private final Map<Scope, Instant> reached = new HashMap<>();
    private final Map<Scope, Position> positions = new HashMap<>();

    public FakeKnown told(String uid, String... moments) {
        told.computeIfAbsent(uid, any -> new TreeSet<>()).addAll(List.of(moments));
        return this;
    }

    public FakeKnown pod(String namespace, String podName, KnownRun run) {
        pods.put(namespace + "/" + podName, run);
        return this;
    }

    /** A pod whose UID a core Event has told, too. */
    public FakeKnown pod(String namespace, String podName, String podUid, KnownRun run) {
        certain.put(namespace + "/" + podName + "/" + podUid, run);
        return pod(namespace, podName, run);
    }

    public FakeKnown live(Scope scope, KnownRun... runs) {
        live.computeIfAbsent(scope, any -> new ArrayList<>()).addAll(List.of(runs));
        return this;
    }

    /** Live runs that were told last, the latest first. */
    public FakeKnown recent(Scope scope, KnownRun... runs) {
        recent.put(scope, List.of(runs));
        return live(scope, runs);
    }

    public FakeKnown reached(Scope scope, Instant at) {
        reached.put(scope, at);
        return this;
    }

    public FakeKnown notReached(Scope scope) {
        reached.remove(scope);
        return this;
    }

    public FakeKnown position(Scope scope, Position position) {
        positions.put(scope, position);
        return this;
    }

    public FakeKnown latest(String uid, String json) {
        latest.put(uid, json.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    @Override
    public Position position(Scope scope) {
        return positions.getOrDefault(scope, Position.NONE);
    }

    @Override
    public Map<Scope, Position> positions() {
        return Map.copyOf(positions);
    }

    @Override
    public Set<String> told(String uid) {
        return told.getOrDefault(uid, Set.of());
    }

    @Override
    public Optional<byte[]> latest(String uid) {
        return Optional.ofNullable(latest.get(uid));
    }

    @Override
    public List<byte[]> children(String pipelineRunUid, int limit, int bytes) {
        return List.of();
    }

    @Override
    public Optional<KnownRun> ofPod(String namespace, String podName) {
        return Optional.ofNullable(pods.get(namespace + "/" + podName));
    }

    @Override
    public Optional<KnownRun> ofPod(String namespace, String podName, String podUid) {
        String name = namespace + "/" + podName + "/";
        return certain.keySet().stream().anyMatch(key -> key.startsWith(name))
                ? Optional.ofNullable(certain.get(name + podUid))
                : ofPod(namespace, podName);
    }

    @Override
    public void live(Scope scope, Consumer<KnownRun> each) {
        live.getOrDefault(scope, List.of()).forEach(each);
    }

    @Override
    public List<KnownRun> recent(Scope scope, int limit) {
        return recent.getOrDefault(scope, List.of());
    }

    @Override
    public Optional<Instant> reached(Scope scope) {
        return Optional.ofNullable(reached.get(scope));
    }
}
