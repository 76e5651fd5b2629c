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

/** What the stages in front may know of the past: from memory for runs that were busy lately, else from disk. */
public final class KnownRuns implements Known {

    private static final int PAGE = 1_000;

    private final RunIndex index;
    private final ToldCache cache;
    private final ScopePositions scopes;

    public KnownRuns(RunIndex index, ToldCache cache, ScopePositions scopes) {
        this.index = index;
        this.cache = cache;
        this.scopes = scopes;
    }

    @Override
    public Position position(Scope scope) {
        return scopes.position(scope);
    }

    @Override
    public Set<String> told(String uid) {
        ToldCache.Known cached = cache.get(uid);
        if (cached != null) {
            return cached.told();
        }
        long stamp = cache.stamp();
        ToldCache.Known read = index.run(uid);
        if (read == null) {
            return Set.of();
        }
        cache.offer(uid, read, stamp);
        return read.told();
    }

    @Override
    public boolean isLive(String uid) {
        ToldCache.Known cached = cache.get(uid);
        if (cached != null) {
            return !cached.gone();
        }
        ToldCache.Known read = index.run(uid);
        return read != null && !read.gone();
    }

    @Override
    public List<KnownRun> recent(Scope scope, int limit) {
        return index.recent(scope.key(), limit);
    }

    @Override
    public Map<Scope, Position> positions() {
        return scopes.positions();
    }

    @Override
    public Optional<byte[]> latest(String uid) {
        return index.latest(uid).flatMap(Snapshots::object);
    }

    @Override
    public List<byte[]> children(String pipelineRunUid, int limit, int bytes) {
        return index.children(pipelineRunUid, limit, bytes).stream()
                .map(Snapshots::object)
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public Optional<KnownRun> ofPod(String namespace, String podName) {
        return index.ofPod(namespace, podName);
    }

    @Override
    public Optional<KnownRun> ofPod(String namespace, String podName, String podUid) {
        return index.ofPod(namespace, podName, podUid);
    }

    @Override
    public void live(Scope scope, Consumer<KnownRun> each) {
        String key = scope.key();
        long last = 0;
        do {
            long after = last;
            RunIndex.Page page = index.live(key, after, PAGE);
            page.runs().forEach(each);
            last = page.last();
        } while (last > 0);
    }

    @Override
    public Optional<Instant> reached(Scope scope) {
        return scopes.reached(scope);
    }
}
