package io.github.tektoncourier.journal.append;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was told of the runs that were busy lately; the table behind it knows the rest. Bounded, so that memory does not
 * grow with the number of runs.
 */
public final class ToldCache {

    /**
     * A run's row.
     *
     * @param gone whether it was found deleted
     * @param scope where it was last seen, 0 for nowhere
     * @param pods names of the pods it made
     * @param partitionKey of all its events, as fixed when it was first told
     */
    public record Known(long id, Set<String> told, boolean gone, long scope, Set<String> pods, String partitionKey) {
        public Known {
            told = Set.copyOf(told);
            pods = Set.copyOf(pods);
        }
    }

    private final LinkedHashMap<String, Known> runs;
    private long commits;

    public ToldCache(int capacity) {
        this.runs = new LinkedHashMap<>(256, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
                return size() > capacity;
            }
        };
    }

    synchronized @Nullable Known get(String uid) {
        return runs.get(uid);
    }

    /** To be asked before reading from disk what {@link #offer} will bring. */
    synchronized long stamp() {
        return commits;
    }

    /** Takes what was read from disk, unless a commit may have made it old since {@code stamp}. */
    synchronized void offer(String uid, Known known, long stamp) {
        if (stamp == commits) {
            runs.putIfAbsent(uid, known);
        }
    }

    /** Takes what a commit has made true. */
    public synchronized void committed(Map<String, Known> changed) {
        commits++;
        runs.putAll(changed);
    }

    public synchronized void forget(Iterable<String> uids) {
        commits++;
        for (String uid : uids) {
            runs.remove(uid);
        }
    }
}
