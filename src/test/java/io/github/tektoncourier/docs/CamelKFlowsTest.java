package io.github.tektoncourier.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The flows and Pipes of deploy/camel-k, under camel-main: the operator builds them for Quarkus, which is not at hand. */
class CamelKFlowsTest {

    private static final Path FOLDER = Path.of("deploy/camel-k");
    private static final YAMLMapper YAML = new YAMLMapper();

    @TempDir
    private Path work;

    private final EmbeddedCluster cluster = EmbeddedCluster.start(0);
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(cluster.kubeconfig()))
            .build();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private HttpServer receiver;
    private final Main main = new Main();

    @BeforeEach
    void prepare() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            String id = exchange.getRequestHeaders().getFirst("ce-id");
            received.add(id == null ? "a message" : id);
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write(new byte[] {'o', 'k'});
            exchange.close();
        });
        receiver.start();
        main.setDefaultPropertyPlaceholderLocation("false");
        main.addInitialProperty("camel.component.kamelet.location", "classpath:kamelets");
        main.bind("kubernetesClient", client);
    }

    @AfterEach
    void close() {
        main.stop();
        receiver.stop(0);
        client.close();
        cluster.close();
    }

    @Test
    void the_integrations_flows_deliver_by_a_journal_of_their_own() throws Exception {
        JsonNode integration = manifest("flows.yaml", "Integration");
        for (JsonNode property : integration.at("/spec/traits/camel/properties")) {
            String[] pair = property.textValue().split("=", 2);
            main.addInitialProperty(pair[0], pair[1]);
        }
        main.addInitialProperty(
                "camel.component.journal.directory", work.resolve("journal").toString());
        main.addInitialProperty("courier.announce", "all");
        main.addInitialProperty("audit.url", address());
        include(Files.writeString(
                work.resolve("flows.camel.yaml"), YAML.writeValueAsString(integration.at("/spec/flows"))));

        main.start();
        cluster.put(run("TaskRun"));

        await().until(() -> received.stream().anyMatch(id -> id.endsWith("/successful")));
        assertThat(received).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tekton-runs-to-http", "tekton-failures-to-slack"})
    void a_pipe_delivers_as_the_operator_translates_it(String name) throws Exception {
        JsonNode pipe = Manifests.all(FOLDER.resolve("pipes.yaml")).stream()
                .filter(manifest -> manifest.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow();
        main.addInitialProperty("receiver.url", address());
        main.addInitialProperty("slack.webhook-url", address());
        String source = translated(pipe, "source");
        include(Files.writeString(
                work.resolve("pipe.camel.yaml"),
                "- route: {id: pipe, from: {uri: '" + source + "', steps: [{to: '" + translated(pipe, "sink")
                        + "'}]}}"));
        main.addInitialProperty("camel.kamelet.tekton-runs-source.source.announce", "all");

        main.start();
        cluster.put(run("PipelineRun"));

        await().until(() -> !received.isEmpty());
    }

    /** The binding of a Kamelet (camel-k, pkg/util/bindings/kamelet.go): an id, and its properties as the application's. */
    private String translated(JsonNode pipe, String end) {
        String kamelet = pipe.at("/spec/" + end + "/ref/name").textValue();
        for (Map.Entry<String, JsonNode> property :
                pipe.at("/spec/" + end + "/properties").properties()) {
            main.addInitialProperty(
                    "camel.kamelet." + kamelet + "." + end + "." + property.getKey(),
                    property.getValue().asText());
        }
        return "kamelet:" + kamelet + "/" + end;
    }

    @Test
    void the_collecting_flow_is_the_one_of_the_jar() throws IOException {
        try (InputStream shipped = getClass().getResourceAsStream("/tekton-courier/collect-runs.camel.yaml")) {
            assertThat(manifest("flows.yaml", "Integration").at("/spec/flows/0"))
                    .isEqualTo(YAML.readTree(shipped).get(0));
        }
    }

    @Test
    void the_dependencies_are_those_of_the_kamelets_that_the_flows_use() throws IOException {
        List<String> dependencies = texts(manifest("flows.yaml", "Integration").at("/spec/dependencies"));

        for (String kamelet : List.of("tekton-events-source", "tekton-runs-source")) {
            JsonNode file =
                    YAML.readTree(Path.of("kamelets", kamelet + ".kamelet.yaml").toFile());
            assertThat(dependencies).containsAll(texts(file.at("/spec/dependencies")));
        }
    }

    @Test
    void the_rights_are_those_of_the_plain_deployment() {
        assertThat(manifest("rbac.yaml", "ClusterRole").get("rules"))
                .isEqualTo(Manifests.read("base/clusterrole.yaml").get("rules"));
    }

    private void include(Path routes) {
        main.addInitialProperty("camel.main.routesIncludePattern", "file:" + routes.toAbsolutePath());
    }

    private String address() {
        return "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
    }

    private static JsonNode manifest(String file, String kind) {
        return Manifests.all(FOLDER.resolve(file)).stream()
                .filter(manifest -> manifest.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> texts(JsonNode array) {
        return YAML.convertValue(array, YAML.getTypeFactory().constructCollectionType(List.class, String.class));
    }

    private static String run(String kind) {
        return """
                {"apiVersion": "tekton.dev/v1", "kind": "%s",
                 "metadata": {"name": "lint", "namespace": "ci"},
                 "status": {"startTime": "2026-11-23T01:00:01Z",
                  "conditions": [{"type": "Succeeded", "status": "True", "reason": "Succeeded",
                                  "lastTransitionTime": "2026-11-23T01:00:02Z"}]}}
                """
                .formatted(kind);
    }
}
