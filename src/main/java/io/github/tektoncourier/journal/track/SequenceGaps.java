package io.github.tektoncourier.journal.track;

import java.util.Map;
import java.util.TreeMap;

/**
 * Sequences that no event has: what damage took, and the gap that a rebuilt journal leaves so that what it gives out
 * rises. They are neither waited for nor counted.
 */
public final class SequenceGaps {

    private final TreeMap<Long, Long> ends = new TreeMap<>();

    public static SequenceGaps none() {
        return new SequenceGaps();
    }

    /** Adds a gap from its first sequence to its last. */
    public void add(long first, long last) {
        ends.put(first, last);
    }

    /** The last sequence of the hole that this one is in; itself less one where it is in none. */
    public long end(long seq) {
        Map.Entry<Long, Long> hole = ends.floorEntry(seq);
        return hole != null && hole.getValue() >= seq ? hole.getValue() : seq - 1;
    }

    /** How many there are behind the first and up to the last. */
    public long between(long behind, long upTo) {
        long count = 0;
        for (Map.Entry<Long, Long> hole : ends.entrySet()) {
            count += Math.max(0, Math.min(hole.getValue(), upTo) - Math.max(hole.getKey() - 1, behind));
        }
        return count;
    }
}
