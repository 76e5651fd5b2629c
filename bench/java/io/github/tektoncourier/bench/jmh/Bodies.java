package io.github.tektoncourier.bench.jmh;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Runs as a watch delivers them, managedFields and all: about as large, and with the parts that real ones have. */
final class Bodies {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Bodies() {}

    /** A TaskRun of four steps that succeeded, about 9 KB. */
    static byte[] taskRun() {
        ObjectNode run = object("TaskRun", "release-7-unit-tests");
        ObjectNode metadata = (ObjectNode) run.get("metadata");
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "tekton.dev/v1")
                .put("blockOwnerDeletion", true)
                .put("controller", true)
                .put("kind", "PipelineRun")
                .put("name", "release-7")
                .put("uid", "d1a5e7c0-11d3-4b8f-8d65-54c3f1d1a001");
        ObjectNode spec = run.putObject("spec");
        params(spec.putArray("params"), 4);
        spec.put("serviceAccountName", "pipeline").put("timeout", "1h0m0s");
        spec.putObject("taskRef").put("kind", "Task").put("name", "maven");
        spec.putArray("workspaces")
                .addObject()
                .put("name", "source")
                .putObject("persistentVolumeClaim")
                .put("claimName", "pvc-3f1d1a0012");
        ObjectNode status = run.putObject("status");
        ended(status, "All Steps have completed executing");
        status.put("podName", "release-7-unit-tests-pod");
        ArrayNode steps = status.putArray("steps");
        for (int i = 0; i < 4; i++) {
            ObjectNode step = steps.addObject().put("container", "step-s" + i).put("name", "s" + i);
            step.put("imageID", "docker.io/library/maven@sha256:" + hex(64, i));
            step.putObject("provenance");
            step.putObject("terminated")
                    .put("containerID", "containerd://" + hex(64, i + 7))
                    .put("exitCode", 0)
                    .put("finishedAt", "2026-11-22T12:2" + (i + 1) + ":00Z")
                    .put("message", "[{\"key\":\"digest\",\"value\":\"sha256:" + hex(64, i) + "\",\"type\":1}]")
                    .put("reason", "Completed")
                    .put("startedAt", "2026-11-22T12:2" + i + ":00Z");
            step.put("terminationReason", "Completed");
        }
        status.putArray("results")
                .addObject()
                .put("name", "digest")
                .put("type", "string")
                .put("value", "sha256:" + hex(64, 3));
        provenance(status);
        status.set("taskSpec", taskSpec(4, 620));
        return bytes(run);
    }

    /** A PipelineRun of forty embedded tasks that succeeded, about 200 KB. */
    static byte[] pipelineRun() {
        ObjectNode run = object("PipelineRun", "release-7");
        ArrayNode tasks = JSON.createArrayNode();
        for (int i = 0; i < 40; i++) {
            ObjectNode task = tasks.addObject().put("name", "task-" + i);
            params(task.putArray("params"), 3);
            if (i > 0) {
                task.putArray("runAfter").add("task-" + (i - 1));
            }
            task.set("taskSpec", taskSpec(2, 740));
        }
        ObjectNode spec = run.putObject("spec");
        params(spec.putArray("params"), 6);
        spec.putObject("pipelineSpec").set("tasks", tasks);
        ObjectNode status = run.putObject("status");
        ended(status, "Tasks Completed: 40 (Failed: 0, Cancelled 0), Skipped: 0");
        ArrayNode children = status.putArray("childReferences");
        for (int i = 0; i < 40; i++) {
            children.addObject()
                    .put("apiVersion", "tekton.dev/v1")
                    .put("kind", "TaskRun")
                    .put("name", "release-7-task-" + i)
                    .put("pipelineTaskName", "task-" + i);
        }
        status.putObject("pipelineSpec").set("tasks", tasks);
        provenance(status);
        return bytes(run);
    }

    private static ObjectNode object(String kind, String name) {
        ObjectNode run =
                JSON.createObjectNode().put("apiVersion", "tekton.dev/v1").put("kind", kind);
        ObjectNode metadata = run.putObject("metadata");
        metadata.putObject("annotations")
                .put("pipeline.tekton.dev/release", "1d2c3b4")
                .put("tekton.dev/displayName", "Release")
                .put("tekton.dev/pipelines.minVersion", "0.17.0")
                .put("tekton.dev/tags", "build-tool, \"java\"");
        metadata.put("creationTimestamp", "2026-11-22T12:20:00Z").put("generation", 1);
        metadata.putObject("labels")
                .put("app.kubernetes.io/managed-by", "tekton-pipelines")
                .put("app.kubernetes.io/version", "0.2")
                .put("team", "checkout")
                .put("tekton.dev/memberOf", "tasks")
                .put("tekton.dev/pipeline", "release")
                .put("tekton.dev/pipelineRun", "release-7")
                .put("tekton.dev/pipelineTask", "unit-tests")
                .put("tekton.dev/task", "maven");
        managedFields(metadata);
        metadata.put("name", name).put("namespace", "shop").put("resourceVersion", "81734");
        metadata.put("uid", "4ccb4f01-8f0e-4c0f-9a3e-2f6f1d1f2a10");
        return run;
    }

    private static void managedFields(ObjectNode metadata) {
        ArrayNode fields = metadata.putArray("managedFields");
        for (String manager : new String[] {"controller", "kubectl-create"}) {
            ObjectNode entry =
                    fields.addObject().put("apiVersion", "tekton.dev/v1").put("fieldsType", "FieldsV1");
            ObjectNode owned = entry.putObject("fieldsV1");
            ObjectNode labels = owned.putObject("f:metadata").putObject("f:labels");
            labels.putObject(".");
            for (String label : new String[] {"pipeline", "pipelineRun", "pipelineTask", "task", "memberOf"}) {
                labels.putObject("f:tekton.dev/" + label);
            }
            ObjectNode status = owned.putObject("f:status");
            for (String field : new String[] {
                "completionTime", "conditions", "podName", "provenance", "results", "startTime", "steps", "taskSpec"
            }) {
                status.putObject("f:" + field).putObject(".");
            }
            entry.put("manager", manager).put("operation", "Update").put("time", "2026-11-22T12:24:10Z");
        }
    }

    private static void ended(ObjectNode status, String message) {
        status.put("completionTime", "2026-11-22T12:24:10Z");
        status.putArray("conditions")
                .addObject()
                .put("lastTransitionTime", "2026-11-22T12:24:10Z")
                .put("message", message)
                .put("reason", "Succeeded")
                .put("status", "True")
                .put("type", "Succeeded");
        status.put("startTime", "2026-11-22T12:20:01Z");
    }

    private static void params(ArrayNode params, int number) {
        for (int i = 0; i < number; i++) {
            params.addObject().put("name", "param-" + i).put("value", "$(params.value-" + i + ")/" + hex(20, i));
        }
    }

    private static void provenance(ObjectNode status) {
        ObjectNode provenance = status.putObject("provenance");
        provenance
                .putObject("featureFlags")
                .put("awaitSidecarReadiness", true)
                .put("coschedule", "workspaces")
                .put("enableAPIFields", "beta")
                .put("enforceNonfalsifiability", "none")
                .put("maxResultSize", 4096)
                .put("resultExtractionMethod", "termination-message")
                .put("runningInEnvWithInjectedSidecars", true)
                .put("verificationNoMatchPolicy", "ignore");
        provenance
                .putObject("refSource")
                .put("uri", "git+https://github.com/acme/tasks")
                .put("entryPoint", "maven.yaml");
    }

    private static ObjectNode taskSpec(int steps, int script) {
        ObjectNode spec = JSON.createObjectNode();
        ArrayNode list = spec.putArray("steps");
        for (int i = 0; i < steps; i++) {
            ObjectNode step = list.addObject();
            step.putObject("computeResources")
                    .putObject("limits")
                    .put("cpu", "2")
                    .put("memory", "4Gi");
            step.putArray("env").addObject().put("name", "HOME").put("value", "/tekton/home");
            step.put("image", "docker.io/library/maven:3.9").put("name", "s" + i);
            step.put("script", script(script, i)).put("workingDir", "$(workspaces.source.path)");
        }
        spec.putArray("results")
                .addObject()
                .put("name", "digest")
                .put("type", "string")
                .put("description", "Of the image");
        return spec;
    }

    private static String script(int length, int seed) {
        StringBuilder text = new StringBuilder("#!/usr/bin/env bash\nset -e\n");
        for (int i = seed; text.length() < length; i++) {
            text.append("mvn -B \"-Dpart=").append(hex(6, i)).append("\" verify\n");
        }
        return text.toString();
    }

    private static String hex(int length, int seed) {
        StringBuilder text = new StringBuilder(length + 8);
        for (int i = 1; text.length() < length; i++) {
            text.append(Integer.toHexString(i * 48_271 + seed * 7_919));
        }
        text.setLength(length);
        return text.toString();
    }

    private static byte[] bytes(ObjectNode run) {
        try {
            return JSON.writeValueAsBytes(run);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
