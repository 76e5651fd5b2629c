package io.github.tektoncourier.moment;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.Run;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists every moment that a change proves. What the process saw before does not matter: equal snapshots prove equal
 * moments, so a restart or a relist leads to the same list.
 */
public final class Moments {

    private static final String KUBERNETES_EVENT = "kubernetesevent";

    /** The change and what it proves, in the order in which it happened. */
    public Proof moments(Change change) {
        Run run = change.run();
        KubernetesEvent event = change.event();
        if (run == null) {
            return new Proof(change, List.of());
        }
        return new Proof(change, event == null ? lived(run) : observed(change.type(), run, event));
    }

    private static List<Moment> lived(Run run) {
        List<Moment> moments = new ArrayList<>(4);
        for (MomentType row : MomentTypes.TABLE) {
            String type = row.type(run.kind());
            if (type != null) {
                for (Sighting seen : row.proof().apply(run)) {
                    moments.add(row.moment(type, seen));
                }
            }
        }
        return moments;
    }

    /**
     * A core Event is told of itself, never of the run's life. An Event that is gone has only outlived its time.
     */
    private static List<Moment> observed(Change.Type type, Run run, KubernetesEvent event) {
        if (type == Change.Type.DELETED) {
            return List.of();
        }
        String key = KUBERNETES_EVENT + "/" + event.uid() + "/" + milestone(event.count());
        return List.of(new Moment(
                key,
                MomentType.type(MomentType.OURS, run.kind(), KUBERNETES_EVENT),
                event.time(),
                event.reason().isEmpty() ? null : event.reason(),
                null,
                null));
    }

    /** The last of 1, 10, 100, … that the count has reached: those before it were told, or came while nobody watched. */
    private static int milestone(int count) {
        int milestone = 1;
        while (milestone <= count / 10) {
            milestone *= 10;
        }
        return milestone;
    }
}
