package io.github.tektoncourier.moment;

import io.github.tektoncourier.run.Condition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a run ended, in five words. Status alone decides between success and the rest; only which of the rest is told by
 * the reason.
 */
final class Outcomes {

    static final String SUCCESS = "success";
    static final String FAILURE = "failure";
    static final String CANCELLED = "cancelled";
    static final String TIMEOUT = "timeout";
    static final String ERROR = "error";

    /** Tekton's reasons; what is not here failed by itself. */
    private static final Map<String, String> BY_REASON = byReason(Map.of(
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
    private static final Map<String, String> BY_ENDING = Map.of(
            "Cancelled", CANCELLED,
            "Canceled", CANCELLED,
            "Timeout", TIMEOUT,
            "TimedOut", TIMEOUT);

    private Outcomes() {}

    static String of(Condition end) {
        if (end.isTrue()) {
            return SUCCESS;
        }
        String known = BY_REASON.get(end.reason());
        return known != null ? known : byEnding(end.reason());
    }

    private static String byEnding(String reason) {
        return BY_ENDING.entrySet().stream()
                .filter(ending -> reason.endsWith(ending.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(FAILURE);
    }

    private static Map<String, String> byReason(Map<String, List<String>> reasons) {
        Map<String, String> outcomes = new HashMap<>();
        reasons.forEach((outcome, names) -> names.forEach(name -> outcomes.put(name, outcome)));
        return Map.copyOf(outcomes);
    }
}
