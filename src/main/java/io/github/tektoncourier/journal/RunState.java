package io.github.tektoncourier.journal;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.Run;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A run's row while a plan changes it. */
final class RunState {

    /** What is written once, when the run is first seen. */
    record Origin(String uid, String kind, String namespace, String name, String partitionKey, @Nullable String owner) {

        static Origin of(Change change) {
            Run run = change.run();
            if (run != null) {
                return new Origin(
                        run.uid(), run.kind().lower(), run.namespace(), run.name(), run.partitionKey(), run.ownerUid());
            }
            KubernetesEvent event = change.event();
            if (event == null) {
                throw new IllegalArgumentException("A batch with moments is about neither a run nor a core Event");
            }
            KubernetesEvent.Involved about = event.involved();
            return new Origin(
                    about.uid(),
                    about.kind().toLowerCase(java.util.Locale.ROOT),
                    about.namespace(),
                    about.name(),
                    about.uid(),
                    null);
        }
    }

    final long id;
    final @Nullable Origin origin;
    private final Set<String> told;
    private final boolean wasGone;

    private boolean gone;
    private boolean touched;
    long snapshot;
    long last;

    @Nullable
    String owner;

    private RunState(long id, @Nullable Origin origin, Set<String> told, boolean gone) {
        this.id = id;
        this.origin = origin;
        this.told = told;
        this.wasGone = gone;
        this.gone = gone;
    }

    static RunState fresh(long id, Origin origin) {
        return new RunState(id, origin, new HashSet<>(), false);
    }

    static RunState of(ToldCache.Known known) {
        return new RunState(known.id(), null, new HashSet<>(known.told()), known.gone());
    }

    /** Records a moment; false when it was told before. */
    boolean tell(String moment) {
        return told.add(moment);
    }

    void appended(long sequence) {
        last = sequence;
        touched = true;
    }

    void snapshot(long id) {
        snapshot = id;
        touched = true;
    }

    void gone(boolean now) {
        gone = now;
    }

    boolean isGone() {
        return gone;
    }

    boolean fresh() {
        return origin != null;
    }

    /** Whether its row must be written. */
    boolean changed() {
        return fresh() || touched || gone != wasGone;
    }

    boolean goneChanged() {
        return gone != wasGone;
    }

    ToldCache.Known known() {
        return new ToldCache.Known(id, told, gone);
    }
}
