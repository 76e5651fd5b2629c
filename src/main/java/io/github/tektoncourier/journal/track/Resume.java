package io.github.tektoncourier.journal.track;

import java.util.List;

/**
 * Where a subscription left off: what it begins with.
 *
 * @param id by which {@link Progress} names the subscription
 * @param gap events that retention took while the subscription was away
 * @param rows exceptions beside the position
 * @param gaps sequences that no event has
 * @param refusal the latest refused value of a slot
 * @param downSince milliseconds since when the sink takes nothing; 0 where it took the latest
 */
public record Resume(
        long id,
        long position,
        Progress.Counters counters,
        String error,
        long errorAt,
        long gap,
        List<Progress.Row> rows,
        SequenceGaps gaps,
        String refusal,
        long downSince) {

    /** Of a subscription that refused no value. */
    public Resume(
            long id,
            long position,
            Progress.Counters counters,
            String error,
            long errorAt,
            long gap,
            List<Progress.Row> rows,
            SequenceGaps gaps) {
        this(id, position, counters, error, errorAt, gap, rows, gaps, "", 0);
    }
}
