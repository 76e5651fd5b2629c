package io.github.tektoncourier.journal.append;

import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** For engines: answers by {@link KnownRuns} what the stages in front ask the journal. */
public abstract class ForwardingKnown implements Known {

    /** What answers. */
    protected abstract KnownRuns known();

    @Override
    public Position position(Scope scope) {
        return known().position(scope);
    }

    @Override
    public Set<String> told(String uid) {
        return known().told(uid);
    }

    @Override
    public Optional<byte[]> latest(String uid) {
        return known().latest(uid);
    }

    @Override
    public List<byte[]> children(String pipelineRunUid, int limit, int bytes) {
        return known().children(pipelineRunUid, limit, bytes);
    }

    @Override
    public Optional<KnownRun> ofPod(String namespace, String podName) {
        return known().ofPod(namespace, podName);
    }

    @Override
    public Optional<KnownRun> ofPod(String namespace, String podName, String podUid) {
        return known().ofPod(namespace, podName, podUid);
    }

    @Override
    public boolean isLive(String uid) {
        return known().isLive(uid);
    }

    @Override
    public List<KnownRun> recent(Scope scope, int limit) {
        return known().recent(scope, limit);
    }

    @Override
    public Map<Scope, Position> positions() {
        return known().positions();
    }

    @Override
    public void live(Scope scope, Consumer<KnownRun> each) {
        known().live(scope, each);
    }

    @Override
    public Optional<Instant> reached(Scope scope) {
        return known().reached(scope);
    }
}
