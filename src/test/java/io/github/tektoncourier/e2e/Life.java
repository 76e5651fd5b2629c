package io.github.tektoncourier.e2e;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/**
 * What becomes of one run: what Tekton's controller writes, and what must be told of it whatever happens.
 *
 * @param path the collection's path under a namespace
 * @param statuses the statuses written one after the other; {@code NOW} stands for the time of writing
 * @param types the last part of each type that the finished run proves for good
 */
public record Life(Kind kind, String spec, List<String> statuses, List<String> types) {

    /** Where runs of a kind live. */
    public enum Kind {
        TASK_RUN("TaskRun", "tekton.dev/v1", "taskruns"),
        PIPELINE_RUN("PipelineRun", "tekton.dev/v1", "pipelineruns"),
        CUSTOM_RUN("CustomRun", "tekton.dev/v1beta1", "customruns");

        public final String name;
        public final String apiVersion;
        public final String plural;

        Kind(String name, String apiVersion, String plural) {
            this.name = name;
            this.apiVersion = apiVersion;
            this.plural = plural;
        }

        public String path(String namespace) {
            return "/apis/" + apiVersion + "/namespaces/" + namespace + "/" + plural;
        }
    }

    private static final String STEP = "{\"taskSpec\":{\"steps\":[{\"name\":\"one\",\"image\":\"busybox\"}]}}";
    private static final String POD = "\"podName\":\"pod\",";
    private static final String PENDING = status(POD, "Unknown", "Pending", "Pending");
    private static final String STEP_RUNS =
            POD + "\"steps\":[{\"name\":\"one\",\"container\":\"step-one\"," + "\"running\":{\"startedAt\":\"NOW\"}}],";

    public static final Life TASK_SUCCEEDS = new Life(
            Kind.TASK_RUN,
            STEP,
            List.of(
                    PENDING,
                    status(POD + "\"startTime\":\"NOW\",", "Unknown", "Started", ""),
                    status(STEP_RUNS, "Unknown", "Running", "Not all Steps in the Task have finished executing"),
                    status(ended(0, "Completed"), "True", "Succeeded", "All Steps have completed executing")),
            List.of("taskrun.queued", "taskrun.started", "taskrun.running", "taskrun.successful"));

    public static final Life TASK_FAILS = new Life(
            Kind.TASK_RUN,
            STEP,
            List.of(
                    status(POD + "\"startTime\":\"NOW\",", "Unknown", "Started", ""),
                    status(STEP_RUNS, "Unknown", "Running", "Not all Steps in the Task have finished executing"),
                    status(ended(1, "Error"), "False", "Failed", "\\\"step-one\\\" exited with code 1")),
            List.of("taskrun.queued", "taskrun.started", "taskrun.running", "taskrun.failed"));

    public static final Life PIPELINE_SUCCEEDS = new Life(
            Kind.PIPELINE_RUN,
            "{\"pipelineSpec\":{\"tasks\":[{\"name\":\"build\",\"taskRef\":{\"name\":\"build\"}}]}}",
            List.of(
                    status("\"startTime\":\"NOW\",", "Unknown", "Started", ""),
                    status(
                            "\"childReferences\":[{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\","
                                    + "\"name\":\"child\",\"pipelineTaskName\":\"build\"}],",
                            "Unknown",
                            "Running",
                            "Tasks Completed: 0 (Failed: 0, Cancelled 0), Incomplete: 1, Skipped: 0"),
                    status(
                            "\"completionTime\":\"NOW\",",
                            "True",
                            "Succeeded",
                            "Tasks Completed: 1 (Failed: 0, Cancelled 0), Skipped: 0")),
            List.of("pipelinerun.queued", "pipelinerun.started", "pipelinerun.running", "pipelinerun.successful"));

    public static final Life CUSTOM_SUCCEEDS = new Life(
            Kind.CUSTOM_RUN,
            "{\"customRef\":{\"apiVersion\":\"example.dev/v1\",\"kind\":\"Approval\"}}",
            List.of(
                    status("\"startTime\":\"NOW\",", "Unknown", "Running", "waiting"),
                    status("\"completionTime\":\"NOW\",", "True", "Succeeded", "approved")),
            List.of("customrun.started", "customrun.successful"));

    /** A mixture as a busy cluster has it: mostly TaskRuns, one in three of which fails. */
    public static final List<Life> MIXED = List.of(
            TASK_SUCCEEDS, PIPELINE_SUCCEEDS, TASK_FAILS, TASK_SUCCEEDS, CUSTOM_SUCCEEDS, TASK_SUCCEEDS, TASK_FAILS);

    /** The object as a user creates it. */
    public String object(String namespace, String name) {
        return "{\"apiVersion\":\"%s\",\"kind\":\"%s\",\"metadata\":{\"namespace\":\"%s\",\"name\":\"%s\"},\"spec\":%s}"
                .formatted(kind.apiVersion, kind.name, namespace, name, spec);
    }

    /** The merge patch of the n-th status, written now. */
    public String patch(int n) {
        return statuses.get(n).replace("NOW", now());
    }

    /** {@code <uid> <type>} of everything that must be told of a run that lived this life. */
    public Stream<String> told(String uid) {
        return types.stream().map(type -> uid + " dev.tekton.event." + type + ".v1");
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String ended(int exitCode, String reason) {
        return "\"completionTime\":\"NOW\",\"steps\":[{\"name\":\"one\",\"container\":\"step-one\",\"terminated\":"
                + "{\"exitCode\":%d,\"reason\":\"%s\",\"startedAt\":\"NOW\",\"finishedAt\":\"NOW\"}}],"
                        .formatted(exitCode, reason);
    }

    private static String status(String fields, String status, String reason, String message) {
        return "{\"status\":{%s\"conditions\":[{\"type\":\"Succeeded\",\"status\":\"%s\",\"reason\":\"%s\",\"message\":\"%s\",\"lastTransitionTime\":\"NOW\"}]}}"
                .formatted(fields, status, reason, message);
    }
}
