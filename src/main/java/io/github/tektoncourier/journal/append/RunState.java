package io.github.tektoncourier.journal.append;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.Run;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A run's row while a plan changes it. */
public final class RunState {

    /** What is written once, when the run is first seen. */
    public record Origin(
            String uid, String kind, String namespace, String name, String partitionKey, @Nullable String owner) {

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

    /** A told moment that is none: an event of the run was lost before every subscription had it. */
    public static final String LOST_MOMENT = "~lost";

    public final long id;
    public final @Nullable Origin origin;
    private final String partitionKey;
    private final Set<String> told;
    private final Set<String> pods;
    private final boolean wasGone;
    private final long wasIn;
    private final List<String> newPods = new ArrayList<>();

    private boolean gone;
    private long scope;
    private boolean touched;
    public long snapshot;
    public long last;

    @Nullable
    public String owner;

    private RunState(@Nullable Origin origin, ToldCache.Known row) {
        this.id = row.id();
        this.origin = origin;
        this.partitionKey = row.partitionKey();
        this.told = new HashSet<>(row.told());
        this.pods = new HashSet<>(row.pods());
        this.wasGone = row.gone();
        this.gone = row.gone();
        this.wasIn = row.scope();
        this.scope = row.scope();
    }

    static RunState fresh(long id, Origin origin) {
        return new RunState(origin, new ToldCache.Known(id, Set.of(), false, 0, Set.of(), origin.partitionKey()));
    }

    static RunState of(ToldCache.Known known) {
        return new RunState(null, known);
    }

    /**
     * The key of all its events. What is told after the run is gone, or through a core Event, is made without its owner;
     * under a key of its own it would overtake the events before.
     */
    String partitionKey() {
        return partitionKey;
    }

    /** Whether events of it were lost that not everybody had, so that whatever is untold is to be told. */
    boolean lost() {
        return told.contains(LOST_MOMENT);
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

    /** The cluster says that it is there, or that it was. */
    void seen(long scopeId, Run run) {
        scope = scopeId;
        List<String> unknown = Pods.unknown(run, pods);
        pods.addAll(unknown);
        newPods.addAll(unknown);
    }

    /** Whether it begins here, and not by being shown. */
    boolean neverSeen() {
        return fresh() && scope == 0;
    }

    public long scope() {
        return scope;
    }

    public boolean scopeChanged() {
        return scope != wasIn;
    }

    public List<String> newPods() {
        return newPods;
    }

    void gone(boolean now) {
        gone = now;
    }

    public boolean isGone() {
        return gone;
    }

    boolean fresh() {
        return origin != null;
    }

    /** Whether its row must be written. */
    boolean changed() {
        return fresh() || touched || goneChanged() || scopeChanged() || !newPods.isEmpty();
    }

    public boolean goneChanged() {
        return gone != wasGone;
    }

    ToldCache.Known known() {
        return new ToldCache.Known(id, told, gone, scope, pods, partitionKey);
    }
}
