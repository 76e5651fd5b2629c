package io.github.tektoncourier.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.github.tektoncourier.run.RunKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/**
 * A real kube-apiserver and etcd with Tekton's own CRDs, for tests that must see what a cluster really does. It can be
 * killed, started again and compacted. Two users: {@code admin}, with all rights, and {@code courier}, which may do
 * nothing until a test binds a role.
 */
public final class KubeApiServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubeProcesses processes;
    private final KubernetesClient admin;

    private KubeApiServer(KubeProcesses processes) {
        this.processes = processes;
        this.admin = client("admin");
    }

    /** Starts one with Tekton's CRDs, or skips the test loudly where the binaries are missing. */
    public static KubeApiServer start(String... apiServerFlags) {
        KubeApiServer server = startEmpty(apiServerFlags);
        server.installTekton();
        return server;
    }

    /** The same without Tekton's CRDs. */
    public static KubeApiServer startEmpty(String... apiServerFlags) {
        KubeProcesses processes = KubeProcesses.start(List.of(apiServerFlags));
        return new KubeApiServer(processes);
    }

    /** Puts all CRDs there before it waits for the first: the server takes seconds until it serves one. */
    public void installTekton() {
        for (RunKind kind : RunKind.values()) {
            define(kind);
        }
        for (RunKind kind : RunKind.values()) {
            awaitServed(kind);
        }
    }

    /** Puts the CRD of one kind there and waits until it is served. */
    public void install(RunKind kind) {
        define(kind);
        awaitServed(kind);
    }

    private void define(RunKind kind) {
        String file = "/crds/300-" + kind.lower() + ".yaml";
        try (InputStream yaml = KubeApiServer.class.getResourceAsStream(file)) {
            ObjectNode crd = (ObjectNode) new YAMLMapper().readTree(yaml);
            ((ObjectNode) crd.get("spec")).putObject("conversion").put("strategy", "None");
            send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", crd.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitServed(RunKind kind) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> answers(path(kind, "default")));
    }

    /** A client of its own, to be closed by the caller. */
    public KubernetesClient client(String user) {
        try {
            return new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(Files.readString(kubeconfig(user))))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kubectl --kubeconfig} takes it; {@code admin} or {@code courier}. */
    public Path kubeconfig(String user) {
        return processes.kubeconfig(user);
    }

    /** The same for a service account, with a token of its own as a pod has it. */
    public Path kubeconfigOfAccount(String namespace, String name) {
        JsonNode token = send(
                "POST",
                "/api/v1/namespaces/" + namespace + "/serviceaccounts/" + name + "/token",
                "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\",\"spec\":{}}");
        return processes.kubeconfig(name, token.at("/status/token").asText());
    }

    /** kubectl as {@code admin}, or skips the test loudly where there is none. */
    public Kubectl kubectl() {
        return Kubectl.of(processes.kubectl(), kubeconfig("admin"));
    }

    /** Creates a run from its JSON and gives back what was stored. */
    public JsonNode create(RunKind kind, String namespace, String json) {
        return send("POST", path(kind, namespace), json);
    }

    /** Merges a status, given as {@code {"status": …}}, into a run. */
    public JsonNode patchStatus(RunKind kind, String namespace, String name, String json) {
        return send("PATCH", path(kind, namespace) + "/" + name + "/status", json);
    }

    /** Merges anything but a status into a run, e.g. annotations. */
    public JsonNode patch(RunKind kind, String namespace, String name, String json) {
        return send("PATCH", path(kind, namespace) + "/" + name, json);
    }

    public void delete(RunKind kind, String namespace, String name) {
        send("DELETE", path(kind, namespace) + "/" + name, null);
    }

    public void createNamespace(String name) {
        send(
                "POST",
                "/api/v1/namespaces",
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" + name + "\"}}");
    }

    /** A TaskRun, PipelineRun or CustomRun with nothing but what its schema demands. */
    public static String minimal(RunKind kind, String name) {
        String spec =
                switch (kind) {
                    case TASK_RUN -> "{\"taskRef\":{\"name\":\"t\"}}";
                    case PIPELINE_RUN -> "{\"pipelineRef\":{\"name\":\"p\"}}";
                    case CUSTOM_RUN -> "{\"customRef\":{\"apiVersion\":\"example.dev/v1\",\"kind\":\"Wait\"}}";
                };
        return "{\"apiVersion\":\"" + kind.apiVersion() + "\",\"kind\":\"" + kind.kind()
                + "\",\"metadata\":{\"name\":\"" + name + "\"},\"spec\":" + spec + "}";
    }

    /** A status whose condition Succeeded is as given, with the {@code podName} that a TaskRun's schema demands. */
    public static String condition(String status, String reason) {
        return "{\"status\":{\"podName\":\"\",\"conditions\":[{\"type\":\"Succeeded\",\"status\":\"" + status
                + "\",\"reason\":\"" + reason
                + "\",\"message\":\"\",\"lastTransitionTime\":\"2026-01-01T00:00:00Z\"}]}}";
    }

    /** Lets a user list and watch the resources of an API group everywhere. */
    public void allow(String user, String apiGroup, String... resources) {
        String name = user + "-" + String.join("-", resources);
        ObjectNode role = JSON.createObjectNode();
        role.put("apiVersion", "rbac.authorization.k8s.io/v1").put("kind", "ClusterRole");
        role.putObject("metadata").put("name", name);
        ObjectNode rule = role.putArray("rules").addObject();
        rule.putArray("apiGroups").add(apiGroup);
        List.of(resources).forEach(rule.withArray("resources")::add);
        List.of("get", "list", "watch").forEach(rule.withArray("verbs")::add);
        send("POST", "/apis/rbac.authorization.k8s.io/v1/clusterroles", role.toString());
        ObjectNode binding = JSON.createObjectNode();
        binding.put("apiVersion", "rbac.authorization.k8s.io/v1").put("kind", "ClusterRoleBinding");
        binding.putObject("metadata").put("name", name);
        binding.putArray("subjects").addObject().put("kind", "User").put("name", user);
        binding.putObject("roleRef")
                .put("apiGroup", "rbac.authorization.k8s.io")
                .put("kind", "ClusterRole")
                .put("name", name);
        send("POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", binding.toString());
    }

    /** Any request as admin; fails unless the answer is a success. */
    public JsonNode send(String verb, String path, String json) {
        try {
            HttpRequest.Builder request =
                    admin.getHttpClient().newHttpRequestBuilder().uri(processes.url() + path);
            String type = verb.equals("PATCH") ? "application/merge-patch+json" : "application/json";
            request.method(verb, type, json == null ? "" : json);
            HttpResponse<byte[]> answer = admin.getHttpClient()
                    .sendAsync(request.build(), byte[].class)
                    .get(60, TimeUnit.SECONDS);
            if (!answer.isSuccessful()) {
                throw new IllegalStateException(
                        verb + " " + path + ": " + answer.code() + " " + new String(answer.body()));
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(verb + " " + path, e);
        }
    }

    /** Kills the API server, as {@code kill -9} does; etcd lives on. */
    public void kill() {
        processes.killApiServer();
    }

    /** Starts the API server again on the same port and waits until it is ready. */
    public void startAgain() {
        processes.startApiServer();
    }

    /** Forgets all history up to now, so that every older resourceVersion is gone. */
    public void compact() {
        processes.compact();
    }

    /** Keeps a copy of the cluster's store; the API server is away for a moment. */
    public void backUp() {
        processes.backUp();
    }

    /** Puts the copy back, as after a disaster: resourceVersions go back with it. */
    public void restore() {
        processes.restore();
    }

    public URI url() {
        return URI.create(processes.url());
    }

    private boolean answers(String path) {
        try {
            send("GET", path, null);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static String path(RunKind kind, String namespace) {
        return "/apis/" + kind.apiVersion() + "/namespaces/" + namespace + "/" + kind.plural();
    }

    @Override
    public void close() {
        admin.close();
        processes.close();
    }
}
