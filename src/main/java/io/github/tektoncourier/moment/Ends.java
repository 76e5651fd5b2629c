package io.github.tektoncourier.moment;

import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunOutcome;
import java.util.ArrayList;
import java.util.List;

/** What a change proves of a run that is gone. */
final class Ends {

    private Ends() {}

    /** Everything that its last state proves, and that it was deleted. */
    static List<Moment> gone(Run run) {
        // What is known by name only, not from the cluster, would prove that it was queued, and nothing of when.
        boolean bare = run.resourceVersion().isEmpty() && run.created() == null;
        List<Moment> moments = bare ? new ArrayList<>(1) : new ArrayList<>(SnapshotMoments.of(run));
        if (run.json().length > 0) {
            moments.add(MomentTypes.DELETED.moment(run.kind(), MomentBuilder.at(run.deleted())));
        }
        return moments;
    }

    /** How it ended, by the core Event that outlived it. Its reason is not the condition's: Failed may mean cancelled. */
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
