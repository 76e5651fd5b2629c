package io.github.tektoncourier.run;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a run ended, in five words: the one table for events, Slack messages and CDEvents. Status alone decides between
 * success and the rest; only which of the rest is told by the reason.
 */
public enum RunOutcome {
    SUCCESS,
    FAILURE,
    CANCELLED,
    TIMEOUT,
    ERROR;

    /** Tekton's reasons; what is not here failed by itself. */
    private static final Map<String, RunOutcome> BY_REASON = byReason(Map.of(
            CANCELLED,
            List.of("TaskRunCancelled", "Cancelled", "PipelineRunCancelled", "CustomRunCancelled", "RunCancelled"),
            TIMEOUT,
            List.of("TaskRunTimeout", "PipelineRunTimeout", "CustomRunTimedOut", "RunTimedOut"),
            // It never came to do the work, or the platform took it away: nothing that the user's steps did.
            ERROR,
            List.of(
                    "TaskRunImagePullFailed",
                    "PullImageFailed",
                    "CreateContainerConfigError",
                    "PodCreationFailed",
                    "PodAdmissionFailed",
                    "PodEvicted",
                    "InitContainerFailed",
                    "InitContainerOOM",
                    "TaskRunStopSidecarFailed",
                    "TaskRunResolutionFailed",
                    "TaskRunValidationFailed",
                    "TaskValidationFailed",
                    "ResourceVerificationFailed",
                    "CouldntCreateWorkspacePVC",
                    "CouldntGetPipeline",
                    "CouldntGetTask",
                    "CouldntGetPipelineResult",
                    "CreateRunFailed",
                    "CELEvaluationFailed",
                    "PipelineValidationFailed",
                    "PipelineInvalidGraph",
                    "InvalidWorkspaceBindings",
                    "InvalidTaskRunSpecs",
                    "InvalidPipelineResourceBindings",
                    "InvalidParamValue",
                    "InvalidMatrixParameterTypes",
                    "InvalidTaskResultReference",
                    "InvalidPipelineResultReference",
                    "ParameterMissing",
                    "ParameterTypeMismatch",
                    "ObjectParameterMissKeys",
                    "ParamArrayIndexingInvalid",
                    "RequiredWorkspaceMarkedOptional",
                    "CustomRunWorkspaceNotSupported")));

    /** How custom tasks' controllers and later Tektons word the same. */
    private static final Map<String, RunOutcome> BY_ENDING = Map.of(
            "Cancelled", CANCELLED,
            "Canceled", CANCELLED,
            "Timeout", TIMEOUT,
            "TimedOut", TIMEOUT);

    /** The outcome of a condition that is terminal. */
    public static RunOutcome of(Condition end) {
        if (end.isTrue()) {
            return SUCCESS;
        }
        RunOutcome known = BY_REASON.get(end.reason());
        return known != null ? known : byEnding(end.reason());
    }

    /** The value of the attribute {@code outcome}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static RunOutcome byEnding(String reason) {
        return BY_ENDING.entrySet().stream()
                .filter(ending -> reason.endsWith(ending.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(FAILURE);
    }

    private static Map<String, RunOutcome> byReason(Map<RunOutcome, List<String>> reasons) {
        Map<String, RunOutcome> outcomes = new HashMap<>();
        reasons.forEach((outcome, names) -> names.forEach(name -> outcomes.put(name, outcome)));
        return Map.copyOf(outcomes);
    }
}
