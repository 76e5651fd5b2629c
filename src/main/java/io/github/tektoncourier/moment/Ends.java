package io.github.tektoncourier.moment;

import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunOutcome;
import java.util.ArrayList;
import java.util.List;

/** Finds the moments that a change proves of a deleted run. */
final class Ends {

    private Ends() {}

    /** The moments of its last state, and the deletion. */
    static List<Moment> gone(Run run) {
        // A run that is known by name only, without its object, would prove that it was queued, but not when.
        boolean bare = run.resourceVersion().isEmpty() && run.created() == null;
        List<Moment> moments = bare ? new ArrayList<>(1) : new ArrayList<>(SnapshotMoments.of(run));
        if (run.json().length > 0) {
            moments.add(MomentTypes.DELETED.moment(run.kind(), MomentBuilder.at(run.deleted())));
        }
        return moments;
    }

    /**
     * The end of the run, as the core Event that outlived it says. The reason of that Event is not the condition's:
     * Failed may mean cancelled.
     */
    static List<Moment> recovered(Run run, KubernetesEvent event) {
        MomentBuilder seen = MomentBuilder.at(event.time()).inPart();
        return switch (event.reason()) {
            case "Succeeded" ->
                List.of(observed(MomentTypes.SUCCESSFUL, run, seen.endedWith(RunOutcome.SUCCESS.word())));
            case "Failed" -> List.of(observed(MomentTypes.FAILED, run, seen));
            default -> List.of();
        };
    }

    private static Moment observed(MomentType row, Run run, MomentBuilder seen) {
        return new MomentType(row.types(), row.name(), Provability.OBSERVED, row.proof()).moment(run.kind(), seen);
    }
}
