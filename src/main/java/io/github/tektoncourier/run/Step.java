package io.github.tektoncourier.run;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a TaskRun's {@code status.steps}: what its container's state proves.
 *
 * @param name empty when the step has none; it is then known by its index
 * @param terminated absent while the container waits or runs
 */
public record Step(
        int index,
        String name,
        String terminationReason,
        @Nullable Instant runningSince,
        @Nullable Terminated terminated) {

    /** Stands for an exit code that the object does not say. */
    public static final int NO_EXIT_CODE = -1;

    private static final String SKIPPED = "Skipped";
    private static final String CONTINUED = "Continued";

    /**
     * What a container's state says where it was ended from outside; its exit code may be 0 all the same
     * (tektoncd/pipeline#1806). The words are the kubelet's and the container runtimes'.
     */
    private static final Set<String> KILLED = Set.of(
            "OOMKilled", "Evicted", "DeadlineExceeded", "ContainerStatusUnknown", "ContainerCannotRun", "StartError");

    /**
     * A container's end.
     *
     * @param message often a JSON list of results; never shown to people as it is
     */
    public record Terminated(
            int exitCode,
            String reason,
            String message,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            String containerId) {}

    /** The name, or the index where there is none. */
    public String key() {
        return name.isEmpty() ? Integer.toString(index) : name;
    }

    /** Why it ended, as Tekton says, else as its container says; empty while it has not. */
    public String reason() {
        return !terminationReason.isEmpty() || terminated == null ? terminationReason : terminated.reason();
    }

    /** Whether Tekton passed it over: its container ended without doing anything. */
    public boolean skipped() {
        return terminationReason.equals(SKIPPED)
                || (terminated != null && terminated.reason().equals(SKIPPED));
    }

    /** Whether its container was ended from outside, whatever its exit code says. */
    public boolean killed() {
        return terminated != null && (KILLED.contains(terminated.reason()) || KILLED.contains(terminationReason));
    }

    /** Whether it ended and the step behind it comes next: it did its work, or it may fail. */
    public boolean goesOn() {
        return terminated != null
                && ((terminated.exitCode() == 0 && !killed())
                        || terminationReason.equals(CONTINUED)
                        || terminated.reason().equals(CONTINUED));
    }

    /** Whether it ended badly and took its task with it. */
    public boolean failed() {
        return terminated != null && !goesOn() && !skipped();
    }

    /** When its container began, if it did; Tekton also ends steps that never ran, without a start. */
    public @Nullable Instant ranSince() {
        if (skipped()) {
            return null;
        }
        return terminated == null ? runningSince : terminated.startedAt();
    }

    /** Whether the container state of another try's step is this one's, letter for letter, so that it is no news. */
    public boolean sameState(Step other) {
        if (terminated != null || other.terminated != null) {
            return Objects.equals(terminated, other.terminated);
        }
        return runningSince != null && runningSince.equals(other.runningSince);
    }
}
