package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.track.Progress;
import io.github.tektoncourier.journal.track.SequenceGaps;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which events behind a subscription's position are settled, and what of it the disk has yet to learn. */
final class AckWindow {

    private final Set<Long> ahead = new HashSet<>();
    private final Set<Long> onDisk = new HashSet<>();
    private final List<Long> fresh = new ArrayList<>();
    private final Map<Progress.Unit, Optional<Progress.Row>> changes = new LinkedHashMap<>();
    private final SequenceGaps gaps;
    private long position;

    AckWindow(long position, List<Progress.Row> rows, SequenceGaps gaps) {
        this.position = position;
        this.gaps = gaps;
        for (Progress.Row row : rows) {
            if (row.state() == Progress.Row.AHEAD) {
                onDisk.add(row.seq());
            }
            if (row.seq() > position) {
                ahead.add(row.seq());
            }
        }
        advance();
    }

    long position() {
        return position;
    }

    boolean settled(long seq) {
        return seq <= position || ahead.contains(seq);
    }

    /** Done with; a row that the disk may have of it goes. */
    void settle(Progress.Unit unit, boolean hadRow) {
        long seq = unit.seq();
        if (hadRow) {
            changes.put(unit, Optional.empty());
            if (seq > position) {
                fresh.add(seq);
            }
        }
        pass(seq, true);
    }

    /** Passed, because a row of its own remembers it. */
    void settle(Progress.Row row) {
        changes.put(row.unit(), Optional.of(row));
        pass(row.seq(), false);
    }

    private void pass(long seq, boolean needsRow) {
        if (seq <= position) {
            return;
        }
        if (seq == position + 1) {
            position = seq;
            advance();
        } else if (ahead.add(seq) && needsRow) {
            fresh.add(seq);
        }
    }

    private void advance() {
        long hole = endOfGap(position + 1);
        while (hole > position || ahead.remove(position + 1)) {
            position = Math.max(hole, position + 1);
            hole = endOfGap(position + 1);
        }
    }

    /** Where the hole ends that this sequence is in; before it where it is in none. */
    long endOfGap(long seq) {
        return gaps.end(seq);
    }

    /** What changed since the last call. */
    Map<Progress.Unit, Optional<Progress.Row>> changes() {
        onDisk.removeIf(seq -> {
            if (seq <= position) {
                changes.putIfAbsent(new Progress.Unit(seq, ""), Optional.empty());
                return true;
            }
            return false;
        });
        for (long seq : fresh) {
            if (seq > position) {
                changes.put(new Progress.Unit(seq, ""), Optional.of(Progress.Row.ahead(seq)));
                onDisk.add(seq);
            }
        }
        fresh.clear();
        Map<Progress.Unit, Optional<Progress.Row>> taken = new LinkedHashMap<>(changes);
        changes.clear();
        return taken;
    }
}
