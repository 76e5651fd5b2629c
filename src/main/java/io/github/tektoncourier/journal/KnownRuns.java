package io.github.tektoncourier.journal;

import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.Scope;
import io.github.tektoncourier.text.LogText;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What the stages in front may know of the past: from memory for runs that were busy lately, else from disk. */
final class KnownRuns implements Known {

    private static final int PAGE = 1_000;

    private final Readers readers;
    private final ToldCache cache;
    private final Scopes scopes;

    KnownRuns(Readers readers, ToldCache cache, Scopes scopes) {
        this.readers = readers;
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
        ToldCache.Known read = ask(
                        readers, reader -> Optional.ofNullable(reader.runs().run(uid)))
                .orElse(null);
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
        return ask(readers, reader -> Optional.ofNullable(reader.runs().run(uid)))
                .filter(run -> !run.gone())
                .isPresent();
    }

    @Override
    public List<KnownRun> recent(Scope scope, int limit) {
        return ask(readers, reader -> reader.runs().recent(scope.key(), limit));
    }

    @Override
    public Map<Scope, Position> positions() {
        return scopes.positions();
    }

    @Override
    public Optional<byte[]> latest(String uid) {
        return ask(readers, reader -> reader.latest(uid)).flatMap(Snapshots::object);
    }

    @Override
    public List<byte[]> children(String pipelineRunUid, int limit, int bytes) {
        return ask(readers, reader -> reader.children(pipelineRunUid, limit, bytes)).stream()
                .map(Snapshots::object)
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public Optional<KnownRun> ofPod(String namespace, String podName) {
        return ask(readers, reader -> reader.runs().ofPod(namespace, podName));
    }

    @Override
    public Optional<KnownRun> ofPod(String namespace, String podName, String podUid) {
        return ask(readers, reader -> reader.runs().ofPod(namespace, podName, podUid));
    }

    @Override
    public void live(Scope scope, Consumer<KnownRun> each) {
        String key = scope.key();
        long last = 0;
        do {
            long after = last;
            RunTable.Page page = ask(readers, reader -> reader.runs().live(key, after, PAGE));
            page.runs().forEach(each);
            last = page.last();
        } while (last > 0);
    }

    @Override
    public Optional<Instant> reached(Scope scope) {
        return scopes.reached(scope);
    }

    /** An answer of the disk, or words for why there is none. */
    static <T> T ask(Readers readers, Readers.Question<T> question) {
        try {
            return readers.ask(question);
        } catch (DamagedException e) {
            readers.hold();
            throw e;
        } catch (SQLException e) {
            readers.hold();
            throw new JournalException("The journal cannot be read: " + LogText.line(e.getMessage(), 200), e);
        }
    }
}
