package io.github.tektoncourier.moment;

import io.github.tektoncourier.run.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds all moments that one snapshot proves of its run, in the order in which they happened. */
final class SnapshotMoments {

    private record Seen(MomentType row, MomentBuilder builder) {}

    private static final Comparator<Seen> BY_PLACE =
            Comparator.comparingLong(seen -> seen.builder().place());

    private SnapshotMoments() {}

    static List<Moment> of(Run run) {
        return run.retries().isEmpty() && run.current().steps().isEmpty() ? simple(run) : inOrder(run);
    }

    /** Without tries and steps the table gives the order. */
    private static List<Moment> simple(Run run) {
        List<Moment> moments = new ArrayList<>(8);
        for (MomentType row : MomentTypes.of(run.kind())) {
            for (MomentBuilder seen : row.proof().apply(run)) {
                moments.add(row.moment(run.kind(), seen));
            }
        }
        return moments;
    }

    private static List<Moment> inOrder(Run run) {
        List<Seen> all = new ArrayList<>(16);
        for (MomentType row : MomentTypes.of(run.kind())) {
            for (MomentBuilder builder : row.proof().apply(run)) {
                all.add(new Seen(row, builder));
            }
        }
        all.sort(BY_PLACE);
        List<Moment> moments = new ArrayList<>(all.size() + 1);
        for (Seen seen : all) {
            moments.add(seen.row().moment(run.kind(), seen.builder()));
        }
        return moments;
    }
}
