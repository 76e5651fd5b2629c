package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.journal.append.RunIndex;
import io.github.tektoncourier.journal.append.Snapshots;
import io.github.tektoncourier.journal.append.ToldCache;
import io.github.tektoncourier.journal.sqlite.store.Readers;
import io.github.tektoncourier.run.KnownRun;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The run tables, asked over the shared reading connections; bodies that are in memory are not read again. */
final class SqliteRunIndex implements RunIndex {

    private final Readers readers;
    private final Snapshots snapshots;

    SqliteRunIndex(Readers readers, Snapshots snapshots) {
        this.readers = readers;
        this.snapshots = snapshots;
    }

    @Override
    public ToldCache.@Nullable Known run(String uid) {
        return readers.answer(reader -> Optional.ofNullable(reader.runs().run(uid)))
                .orElse(null);
    }

    @Override
    public Page live(String scope, long after, int limit) {
        return readers.answer(reader -> reader.runs().live(scope, after, limit));
    }

    @Override
    public List<KnownRun> recent(String scope, int limit) {
        return readers.answer(reader -> reader.runs().recent(scope, limit));
    }

    @Override
    public Optional<KnownRun> ofPod(String namespace, String podName) {
        return readers.answer(reader -> reader.runs().ofPod(namespace, podName));
    }

    @Override
    public Optional<KnownRun> ofPod(String namespace, String podName, String podUid) {
        return readers.answer(reader -> reader.runs().ofPod(namespace, podName, podUid));
    }

    @Override
    public Optional<byte[]> latest(String uid) {
        return readers.answer(reader -> {
            byte[] kept = snapshots.kept(reader.runs().snapshot(uid));
            return kept != null ? Optional.of(kept) : reader.latest(uid);
        });
    }

    @Override
    public List<byte[]> children(String owner, int limit, int bytes) {
        return readers.answer(reader -> reader.children(owner, limit, bytes));
    }
}
