package io.github.tektoncourier.demo.kube;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * One kind of object the embedded cluster serves: a new kind is a line in {@link #ALL}, nothing else.
 *
 * @param group API group, empty for the core group
 * @param status whether {@code /status} is a subresource, so that ordinary writes leave the status alone
 */
public record ApiResource(
        String group, String version, String plural, String kind, boolean namespaced, boolean status) {

    public static final ApiResource TASK_RUNS = new ApiResource("tekton.dev", "v1", "taskruns", "TaskRun", true, true);
    public static final ApiResource PIPELINE_RUNS =
            new ApiResource("tekton.dev", "v1", "pipelineruns", "PipelineRun", true, true);
    public static final ApiResource CUSTOM_RUNS =
            new ApiResource("tekton.dev", "v1beta1", "customruns", "CustomRun", true, true);
    public static final ApiResource EVENTS = new ApiResource("", "v1", "events", "Event", true, false);
    public static final ApiResource PODS = new ApiResource("", "v1", "pods", "Pod", true, true);
    public static final ApiResource NAMESPACES = new ApiResource("", "v1", "namespaces", "Namespace", false, true);

    /** Everything served, in the order discovery tells it. */
    public static final List<ApiResource> ALL = List.of(
            NAMESPACES,
            PODS,
            EVENTS,
            new ApiResource("", "v1", "configmaps", "ConfigMap", true, false),
            new ApiResource("", "v1", "secrets", "Secret", true, false),
            TASK_RUNS,
            PIPELINE_RUNS,
            new ApiResource("tekton.dev", "v1", "tasks", "Task", true, false),
            new ApiResource("tekton.dev", "v1", "pipelines", "Pipeline", true, false),
            CUSTOM_RUNS,
            new ApiResource("coordination.k8s.io", "v1", "leases", "Lease", true, false));

    /** Finds the resource an object's own apiVersion and kind name. */
    public static Optional<ApiResource> of(String apiVersion, String kind) {
        return ALL.stream()
                .filter(r -> r.kind.equals(kind) && r.apiVersion().equals(apiVersion))
                .findFirst();
    }

    /** Finds the resource a path names. */
    static Optional<ApiResource> at(String group, String version, String plural) {
        return ALL.stream()
                .filter(r -> r.group.equals(group) && r.version.equals(version) && r.plural.equals(plural))
                .findFirst();
    }

    /** {@code tekton.dev/v1}, or {@code v1} for the core group. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** {@code taskruns.tekton.dev}: how error messages of an API server call it. */
    String qualified() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** The path of the whole collection, over all namespaces. */
    public String path() {
        return (group.isEmpty() ? "/api/" : "/apis/") + apiVersion() + "/" + plural;
    }

    /** The path of one namespace's part of the collection. */
    public String path(String namespace) {
        return (group.isEmpty() ? "/api/" : "/apis/") + apiVersion() + "/namespaces/" + namespace + "/" + plural;
    }

    /** Every stored object starts with these fields; lists of built-in types leave them out. */
    String typeFields() {
        return "\"apiVersion\":\"" + apiVersion() + "\",\"kind\":\"" + kind + "\",";
    }

    /** The bytes in front of every object's resourceVersion, so that a new one is spliced in without a parse. */
    byte[] head() {
        return ("{" + typeFields() + "\"metadata\":{\"resourceVersion\":\"").getBytes(StandardCharsets.UTF_8);
    }

    boolean builtIn() {
        return group.isEmpty() || group.endsWith(".k8s.io");
    }
}
