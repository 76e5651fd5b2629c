package io.github.tektoncourier.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.tektoncourier.kube.KubeApiServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The manifests before a real API server: it takes them, and the role they grant is enough and not more. */
class DeploymentIT {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path FOLDER = Path.of("deploy/kubernetes");
    private static final String NAMESPACE = "tekton-courier";
    private static final Map<String, String> PATHS = Map.of(
            "serviceaccount.yaml", "/api/v1/namespaces/tekton-courier/serviceaccounts",
            "persistentvolumeclaim.yaml", "/api/v1/namespaces/tekton-courier/persistentvolumeclaims",
            "deployment.yaml", "/apis/apps/v1/namespaces/tekton-courier/deployments",
            "service.yaml", "/api/v1/namespaces/tekton-courier/services",
            "clusterrole.yaml", "/apis/rbac.authorization.k8s.io/v1/clusterroles",
            "clusterrolebinding.yaml", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings");

    private static KubeApiServer server;
    private static KubernetesClient courier;

    @BeforeAll
    static void start() throws IOException {
        server = KubeApiServer.start();
        server.send("POST", "/api/v1/namespaces?fieldValidation=Strict", json("namespace.yaml"));
        server.send("POST", PATHS.get("clusterrole.yaml") + "?fieldValidation=Strict", json("clusterrole.yaml"));
        ObjectNode binding = (ObjectNode) read("clusterrolebinding.yaml");
        binding.putArray("subjects").addObject().put("kind", "User").put("name", "courier");
        ((ObjectNode) binding.get("metadata")).put("name", "for-the-test");
        server.send("POST", PATHS.get("clusterrolebinding.yaml"), binding.toString());
        courier = server.client("courier");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            courier.close();
            server.close();
        }
    }

    @Test
    void an_api_server_takes_every_manifest() {
        PATHS.entrySet().stream()
                .filter(manifest -> !manifest.getKey().equals("clusterrole.yaml"))
                .forEach(manifest -> server.send(
                        "POST", manifest.getValue() + "?dryRun=All&fieldValidation=Strict", json(manifest.getKey())));
    }

    @Test
    void the_role_is_enough_to_watch_runs_and_core_events() throws Exception {
        assertThat(answer("/apis/tekton.dev/v1/taskruns")).isEqualTo(200);
        assertThat(answer("/apis/tekton.dev/v1/pipelineruns?watch=true&timeoutSeconds=1"))
                .isEqualTo(200);
        assertThat(answer("/apis/tekton.dev/v1beta1/customruns")).isEqualTo(200);
        assertThat(answer("/apis/tekton.dev/v1/namespaces/default/taskruns/none"))
                .isEqualTo(404);
        assertThat(answer("/api/v1/events?watch=true&timeoutSeconds=1")).isEqualTo(200);
        assertThat(answer("/api/v1/namespaces/kube-system")).isIn(200, 404); // this server may still be making it
    }

    @Test
    void the_role_reads_nothing_else() throws Exception {
        assertThat(answer("/api/v1/pods")).isEqualTo(403);
        assertThat(answer("/api/v1/secrets")).isEqualTo(403);
        assertThat(answer("/api/v1/namespaces")).isEqualTo(403);
        assertThat(answer("/api/v1/namespaces/default")).isEqualTo(403);
        assertThat(answer("/apis/tekton.dev/v1/pipelines")).isEqualTo(403);
    }

    private static int answer(String path) throws Exception {
        var http = courier.getHttpClient();
        return http.sendAsync(
                        http.newHttpRequestBuilder().uri(server.url() + path).build(), byte[].class)
                .get(30, TimeUnit.SECONDS)
                .code();
    }

    private static String json(String name) {
        try {
            JsonNode manifest = read(name);
            if (!name.startsWith("cluster") && !name.equals("namespace.yaml")) {
                ((ObjectNode) manifest.get("metadata")).put("namespace", NAMESPACE);
            }
            return manifest.toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static JsonNode read(String name) throws IOException {
        return YAML.readTree(FOLDER.resolve(name).toFile());
    }
}
