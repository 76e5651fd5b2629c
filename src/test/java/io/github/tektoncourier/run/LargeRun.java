package io.github.tektoncourier.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A PipelineRun about as large as etcd stores: many embedded tasks, told twice as Tekton does, and their children. */
public final class LargeRun {

    private static final ObjectMapper JSON = new ObjectMapper();

    private LargeRun() {}

    /** A PipelineRun that succeeded, of about this size. */
    public static byte[] json(String uid, int children, int bytes) {
        return json(uid, children, bytes, 0);
    }

    /** The same with an annotation of this length, which no trimming takes away. */
    public static byte[] json(String uid, int children, int bytes, int annotation) {
        int perChild = 330; // of names, conditions and the reference
        int script = Math.max(0, (bytes - children * perChild - annotation) / (2 * children) - 110);
        try {
            return JSON.writeValueAsBytes(object(uid, children, script, annotation));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode object(String uid, int children, int script, int annotation) {
        ObjectNode run =
                JSON.createObjectNode().put("apiVersion", "tekton.dev/v1").put("kind", "PipelineRun");
        ObjectNode metadata = run.putObject("metadata");
        metadata.put("name", "large-" + uid)
                .put("namespace", "ci")
                .put("uid", uid)
                .put("resourceVersion", "1");
        metadata.put("creationTimestamp", "2026-11-22T12:00:00Z");
        metadata.putObject("labels").put("tekton.dev/pipeline", "large");
        if (annotation > 0) {
            metadata.putObject("annotations").put("notes", text(annotation, 7));
        }
        ArrayNode tasks = JSON.createArrayNode();
        for (int i = 0; i < children; i++) {
            ObjectNode task = tasks.addObject().put("name", "task-" + i);
            task.putObject("taskSpec")
                    .putArray("steps")
                    .addObject()
                    .put("name", "build")
                    .put("script", text(script, i));
        }
        run.putObject("spec").putObject("pipelineSpec").set("tasks", tasks);
        ObjectNode status = run.putObject("status");
        status.put("startTime", "2026-11-22T12:00:01Z").put("completionTime", "2026-11-22T12:30:00Z");
        status.putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", "True")
                .put("reason", "Succeeded")
                .put("message", "Tasks Completed: " + children + " (Failed: 0, Cancelled 0), Skipped: 0")
                .put("lastTransitionTime", "2026-11-22T12:30:00Z");
        status.putObject("pipelineSpec").set("tasks", tasks);
        ArrayNode references = status.putArray("childReferences");
        for (int i = 0; i < children; i++) {
            references
                    .addObject()
                    .put("apiVersion", "tekton.dev/v1")
                    .put("kind", "TaskRun")
                    .put("name", "large-" + uid + "-task-" + i)
                    .put("pipelineTaskName", "task-" + i);
        }
        status.putObject("provenance").putObject("featureFlags").put("enableAPIFields", "beta");
        return run;
    }

    private static String text(int length, int seed) {
        StringBuilder text = new StringBuilder(length + 16);
        for (int i = seed; text.length() < length; i++) {
            text.append("echo ").append(Integer.toHexString(i * 7919)).append(" && ");
        }
        text.setLength(length);
        return text.toString();
    }
}
