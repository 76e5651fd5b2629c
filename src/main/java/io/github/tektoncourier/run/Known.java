package io.github.tektoncourier.run;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the stages in front must know of the past. The journal implements it; {@code tekton-runs-source} has it in
 * memory. Answers may lag behind what is still on its way to the journal, which alone decides what is appended.
 */
public interface Known {

    /** Where the watch of a scope left off; {@link Position#NONE} for a scope never seen. */
    Position position(Scope scope);

    /** Keys of the moments already told of a run, by its UID; empty for an unknown run. */
    Set<String> told(String uid);

    /** The latest snapshot kept of a run: its object's JSON as in {@link Run#json()}. */
    Optional<byte[]> latest(String uid);

    /**
     * The latest snapshots kept of the runs that a PipelineRun controls, oldest first.
     *
     * @param limit at most so many
     * @param bytes at most so many in all; a snapshot that does not fit is left out, smaller ones after it are not
     */
    List<byte[]> children(String pipelineRunUid, int limit, int bytes);

    /** The run that made a pod, by the pod's name, which is all that a core Event says of it. */
    Optional<KnownRun> ofPod(String namespace, String podName);

    /**
     * The run that made a pod, where the pod's UID makes it certain: a name comes back, and its last bearer's Event must
     * not be put to the next. Without such memory it is the run found by name.
     */
    default Optional<KnownRun> ofPod(String namespace, String podName, String podUid) {
        return ofPod(namespace, podName);
    }

    /** Whether the ledger knows a run, by its UID, and does not know that it is gone. */
    default boolean isLive(String uid) {
        return !told(uid).isEmpty();
    }

    /** Live runs last seen in a scope, with a snapshot each: the newest ones, and those of which events were stored last. */
    default List<KnownRun> recent(Scope scope, int limit) {
        return List.of();
    }

    /** Where all scopes stand that are not forgotten yet, also those that the settings no longer name. */
    default Map<Scope, Position> positions() {
        return Map.of();
    }

    /** Gives every run last seen in a scope that the ledger takes for alive; one at a time, because there may be 100,000. */
    void live(Scope scope, Consumer<KnownRun> each);

    /** Nothing that happened in a scope before this time can have been missed; where in doubt it is too early. */
    Optional<Instant> reached(Scope scope);

    /**
     * Where a scope stands.
     *
     * @param resourceVersion empty when there is none to resume from: list first
     * @param baseline whether a first list of the scope was committed whole
     */
    record Position(String resourceVersion, boolean baseline) {
        public static final Position NONE = new Position("", false);
    }
}
