package io.github.tektoncourier.run;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The past, as a test says it was. */
public final class FakeKnown implements Known {

    private final Map<String, Set<String>> told = new HashMap<>();
    private final Map<String, byte[]> latest = new HashMap<>();

    public FakeKnown told(String uid, String... moments) {
        told.computeIfAbsent(uid, any -> new TreeSet<>()).addAll(List.of(moments));
        return this;
    }

    public FakeKnown latest(String uid, String json) {
        latest.put(uid, json.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    @Override
    public Position position(Scope scope) {
        return Position.NONE;
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
    public List<byte[]> children(String pipelineRunUid, int limit) {
        return List.of();
    }
}
