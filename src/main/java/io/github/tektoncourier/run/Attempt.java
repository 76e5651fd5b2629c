package io.github.tektoncourier.run;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one try of a run left behind: the current status, or one entry of {@code status.retriesStatus}.
 *
 * @param podName empty until a pod was made; always for PipelineRuns and CustomRuns
 * @param steps empty for PipelineRuns and CustomRuns
 */
public record Attempt(
        @Nullable Condition condition,
        @Nullable Instant startTime,
        @Nullable Instant completionTime,
        String podName,
        List<Step> steps) {

    public static final Attempt NONE = new Attempt(null, null, null, "", List.of());

    public Attempt {
        steps = List.copyOf(steps);
    }
}
