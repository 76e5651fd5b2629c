package io.github.tektoncourier.moment;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.Run;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lists every moment that a change proves. What the process saw before does not matter: equal snapshots prove equal
 * moments, so a restart or a relist leads to the same list.
 */
public final class Moments {

    /** The change and what it proves, in the order in which it happened. */
    public Proof moments(Change change) {
        Run run = change.run();
        KubernetesEvent event = change.event();
        if (run == null) {
            return new Proof(change, List.of());
        }
        if (event == null) {
            return new Proof(change, change.type() == Change.Type.DELETED ? Ends.gone(run) : SnapshotMoments.of(run));
        }
        return new Proof(
                change, change.type() == Change.Type.RECOVERED ? Ends.recovered(run, event) : told(change, run, event));
    }

    /** Every type of event that there is. */
    public static Set<String> types() {
        Set<String> types = new TreeSet<>();
        MomentTypes.TABLE.forEach(row -> types.addAll(row.types().values()));
        types.addAll(MomentTypes.DELETED.types().values());
        types.addAll(MomentTypes.KUBERNETES_EVENT.types().values());
        return types;
    }

    /**
     * A core Event proves only itself, never a state of the run. The deletion of an Event proves nothing: its time to
     * live is over.
     */
    private static List<Moment> told(Change change, Run run, KubernetesEvent event) {
        if (change.type() == Change.Type.DELETED) {
            return List.of();
        }
        MomentBuilder seen = MomentBuilder.at(event.time())
                .because(event.reason())
                .known(Segment.of(event.uid()) + "/" + milestone(event.count()));
        return List.of(MomentTypes.KUBERNETES_EVENT.moment(run.kind(), seen));
    }

    /** The last of 1, 10, 100, … that the count has reached: those before it were told, or came between two watches. */
    private static int milestone(int count) {
        int milestone = 1;
        while (milestone <= count / 10) {
            milestone *= 10;
        }
        return milestone;
    }
}
