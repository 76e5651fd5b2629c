package io.github.tektoncourier.run;

import java.time.Instant;
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

    /**
     * A container's end.
     *
     * @param message often a JSON list of results; never shown to people as it is
     */
    public record Terminated(
            int exitCode, String reason, String message, @Nullable Instant startedAt, @Nullable Instant finishedAt) {}

    /** The name, or the index where there is none. */
    public String key() {
        return name.isEmpty() ? Integer.toString(index) : name;
    }
}
