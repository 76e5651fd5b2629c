package io.github.tektoncourier.demo.kube;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One resource's objects, their history, and the snapshots that paged lists still read; guarded by the store. */
final class Shelf {
    private static final int SNAPSHOTS = 32;

    final TreeMap<String, Stored> objects = new TreeMap<>();
    private final List<StoredChange> history = new ArrayList<>();
    private final long budget;
    private final Map<Long, List<Stored>> snapshots = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, List<Stored>> eldest) {
            return size() > SNAPSHOTS;
        }
    };
    private long bytes;
    private long dropped;
    private long floor;

    Shelf(long budget) {
        this.budget = budget;
    }

    void apply(StoredChange change) {
        if (change.after() != null) {
            objects.put(change.after().key(), change.after());
        } else if (change.before() != null) {
            objects.remove(change.before().key());
        }
        history.add(change);
        bytes += change.size();
        if (bytes > budget && history.size() > 16) {
            forget(history.size() / 4);
        }
    }

    /** Drops all history, as etcd's compaction does: a watcher that is behind must list again. */
    void compact(long revision) {
        forget(history.size());
        floor = revision;
        snapshots.clear();
    }

    private void forget(int count) {
        List<StoredChange> oldest = history.subList(0, count);
        for (StoredChange change : oldest) {
            bytes -= change.size();
            floor = change.revision();
        }
        oldest.clear();
        dropped += count;
    }

    /** The oldest resourceVersion a watch may still start from. */
    long floor() {
        return floor;
    }

    /** Position of the first change after a resourceVersion. */
    long after(long revision) {
        int low = 0;
        int high = history.size();
        while (low < high) {
            int mid = (low + high) >>> 1;
            if (history.get(mid).revision() <= revision) {
                low = mid + 1;
            } else {
                high = mid;
            }
        }
        return dropped + low;
    }

    long end() {
        return dropped + history.size();
    }

    /** The next changes from a position on, or null when history no longer reaches back so far. */
    @Nullable
    List<StoredChange> from(long position, int limit) {
        if (position < dropped) {
            return null;
        }
        int start = (int) (position - dropped);
        return List.copyOf(history.subList(start, Math.min(history.size(), start + limit)));
    }

    /** Keeps the collection as it is now, so that later pages show the same moment. */
    List<Stored> snapshot(long revision) {
        return snapshots.computeIfAbsent(revision, r -> List.copyOf(objects.values()));
    }

    @Nullable
    List<Stored> snapshotAt(long revision) {
        return snapshots.get(revision);
    }
}
