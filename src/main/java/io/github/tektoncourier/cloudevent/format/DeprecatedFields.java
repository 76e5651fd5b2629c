package io.github.tektoncourier.cloudevent.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.run.RunKind;
import java.util.List;
import java.util.function.Predicate;

/**
 * Fields that v1 no longer has: Tekton keeps those of a run made as v1beta1 in annotations, and takes them out of there
 * again. An annotation that cannot be read stays where it is.
 */
final class DeprecatedFields {

    private static final String RESOURCES = "tekton.dev/v1beta1Resources";
    private static final String RESOURCES_RESULT = "tekton.dev/v1beta1ResourcesResult";
    private static final String RESOURCES_STATUS = "tekton.dev/v1beta1ResourcesStatus";
    private static final String CLOUD_EVENTS = "tekton.dev/v1beta1CloudEvents";
    private static final String TASKS = "tekton.dev/v1beta1.task-deprecations";

    private static final List<String> OF_STEPS = List.of(
            "ports",
            "livenessProbe",
            "readinessProbe",
            "startupProbe",
            "lifecycle",
            "terminationMessagePath",
            "terminationMessagePolicy",
            "stdin",
            "stdinOnce",
            "tty");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode run;
    private final JsonNode spec;
    private final JsonNode status;

    /** {@code run} as v1beta1, and changed by {@link #restore}. */
    DeprecatedFields(ObjectNode run) {
        this.run = run;
        this.spec = run.path("spec");
        this.status = run.path("status");
    }

    void restore(RunKind kind) {
        if (!(run.at("/metadata/annotations") instanceof ObjectNode annotations)) {
            return;
        }
        if (kind == RunKind.TASK_RUN) {
            take(annotations, RESOURCES, DeprecatedFields::inputsOrOutputs, spec, "resources");
            take(annotations, CLOUD_EVENTS, DeprecatedFields::filledList, status, "cloudEvents");
            take(annotations, RESOURCES_RESULT, DeprecatedFields::filledList, status, "resourcesResult");
            if (inputsOrOutputs(parsed(annotations.path(RESOURCES_STATUS))) && status instanceof ObjectNode object) {
                object.withObjectProperty("taskSpec");
            }
            take(
                    annotations,
                    RESOURCES_STATUS,
                    DeprecatedFields::inputsOrOutputs,
                    status.path("taskSpec"),
                    "resources");
        } else {
            take(annotations, RESOURCES, DeprecatedFields::filledList, spec, "resources");
        }
        tasks(kind, annotations);
        if (annotations.isEmpty() && run.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove("annotations");
        }
    }

    private static void take(
            ObjectNode annotations, String key, Predicate<JsonNode> wanted, JsonNode target, String field) {
        JsonNode value = parsed(annotations.path(key));
        if (!value.isContainerNode()) {
            return;
        }
        annotations.remove(key);
        if (wanted.test(value) && target instanceof ObjectNode object) {
            object.set(field, value);
        }
    }

    /** Each task's are given back once, to the first place that has the task, as Tekton does. */
    private void tasks(RunKind kind, ObjectNode annotations) {
        if (!(parsed(annotations.path(TASKS)) instanceof ObjectNode byTask)) {
            return;
        }
        int before = byTask.size();
        if (kind == RunKind.TASK_RUN) {
            String name = RunJson.text(run.at("/metadata/name"));
            status.path("retriesStatus").forEach(retry -> steps(retry.path("taskSpec"), name, byTask));
            steps(status.path("taskSpec"), name, byTask);
            steps(spec.path("taskSpec"), name, byTask);
        } else {
            pipeline(status.path("pipelineSpec"), byTask);
            pipeline(spec.path("pipelineSpec"), byTask);
        }
        if (byTask.isEmpty()) {
            annotations.remove(TASKS);
        } else if (byTask.size() < before) {
            annotations.put(TASKS, byTask.toString());
        }
    }

    private static void pipeline(JsonNode pipeline, ObjectNode byTask) {
        for (String list : List.of("tasks", "finally")) {
            for (JsonNode task : pipeline.path(list)) {
                steps(task.path("taskSpec"), RunJson.text(task.path("name")), byTask);
            }
        }
    }

    private static void steps(JsonNode taskSpec, String name, ObjectNode byTask) {
        JsonNode deprecated = byTask.path(name);
        JsonNode old = deprecated.path("deprecatedSteps");
        JsonNode steps = taskSpec.path("steps");
        if (!deprecated.isObject() || !taskSpec.isObject() || old.size() != steps.size()) {
            return;
        }
        for (int i = 0; i < steps.size(); i++) {
            give(old.path(i), steps.path(i));
        }
        JsonNode template = deprecated.path("deprecatedStepTemplate");
        if (template.isObject() && taskSpec instanceof ObjectNode spec) {
            ObjectNode target = spec.withObjectProperty("stepTemplate");
            target.withObjectProperty("resources");
            give(template, target);
            if (!RunJson.text(template.path("name")).isEmpty()) {
                target.set("name", template.path("name"));
            }
        }
        byTask.remove(name);
    }

    private static void give(JsonNode from, JsonNode to) {
        if (to instanceof ObjectNode object) {
            OF_STEPS.stream().filter(from::hasNonNull).forEach(field -> object.set(field, from.path(field)));
        }
    }

    private static JsonNode parsed(JsonNode annotation) {
        try {
            return annotation.isTextual() ? JSON.readTree(annotation.textValue()) : JSON.missingNode();
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private static boolean filledList(JsonNode value) {
        return value instanceof ArrayNode && !value.isEmpty();
    }

    private static boolean inputsOrOutputs(JsonNode value) {
        return value.hasNonNull("inputs") || value.hasNonNull("outputs");
    }
}
