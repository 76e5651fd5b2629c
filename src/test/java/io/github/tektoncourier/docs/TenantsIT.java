package io.github.tektoncourier.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.demo.receivers.EventReceiver;
import io.github.tektoncourier.kube.KubeApiServer;
import io.github.tektoncourier.kube.Kubectl;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.schema.OnTheWire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tenants register sink files on a real API server, with the rights of docs/tenants.md and with one less. */
class TenantsIT {

    private static final String COMPONENTS = "deploy/kubernetes/components/";
    private static final EventReceiver OF_ALL = receiver();
    private static final EventReceiver OF_A = receiver();
    private static final EventReceiver OF_B = receiver();
    private static final AtomicInteger RUNS = new AtomicInteger();

    private static KubeApiServer server;
    private static Kubectl kubectl;

    private static EventReceiver receiver() {
        return EventReceiver.start(0, request -> OnTheWire.delivered(request.headers(), request.body()));
    }

    @BeforeAll
    static void start() {
        server = KubeApiServer.start();
        kubectl = server.kubectl();
        String base = "deploy/kubernetes/base/";
        kubectl.run("apply", "-f", base + "namespace.yaml");
        kubectl.run("apply", "-f", base + "serviceaccount.yaml", "-f", base + "clusterrole.yaml");
        kubectl.run("apply", "-f", base + "clusterrolebinding.yaml");
        grant("tenants");
        grant("sink-events");
        List.of("team-a", "team-b").forEach(server::createNamespace);
    }

    @AfterAll
    static void stop() {
        List.of(OF_ALL, OF_A, OF_B).forEach(EventReceiver::close);
        if (server != null) {
            server.close();
        }
    }

    private static void grant(String component) {
        String folder = COMPONENTS + component + "/";
        kubectl.run("apply", "-f", folder + "clusterrole.yaml", "-f", folder + "clusterrolebinding.yaml");
    }

    @Test
    void two_tenants_get_what_is_theirs_by_secrets_that_they_grant_and_read_the_verdict(@TempDir Path folder)
            throws IOException {
        configMap("POST", "team-a", sink("team-a", OF_A.url(), ""));
        configMap("POST", "team-b", sink("team-b", OF_B.url(), ", bearerToken: \"{{secret:hook/token}}\""));
        server.send(
                "POST",
                "/api/v1/namespaces/team-b/secrets",
                "{\"metadata\":{\"name\":\"hook\"},\"stringData\":{\"token\":\"of-team-b\"}}");
        try (CourierInPod courier = courier(folder)) {
            patiently().untilAsserted(() -> assertThat(verdicts("team-a")).contains("SinkRunning f.camel.yaml runs."));
            patiently().untilAsserted(() -> assertThat(verdicts("team-b"))
                    .anyMatch(said ->
                            said.startsWith("SinkRefused f.camel.yaml:8: The courier may not get the Secret hook"
                                    + " in namespace team-b. Grant it there by a Role")));

            kubectl.run(
                    "create",
                    "role",
                    "hook",
                    "-n",
                    "team-b",
                    "--verb=get",
                    "--resource=secrets",
                    "--resource-name=hook");
            kubectl.run(
                    "create",
                    "rolebinding",
                    "hook",
                    "-n",
                    "team-b",
                    "--role=hook",
                    "--serviceaccount=tekton-courier:tekton-courier");
            patiently().untilAsserted(() -> assertThat(verdicts("team-b")).contains("SinkRunning f.camel.yaml runs."));
            String a = run("team-a");
            String b = run("team-b");

            patiently().untilAsserted(() -> assertThat(subjects(OF_A)).contains(a));
            patiently().untilAsserted(() -> assertThat(subjects(OF_B)).contains(b));
            patiently().untilAsserted(() -> assertThat(subjects(OF_ALL)).contains(a, b));
            assertThat(subjects(OF_A)).doesNotContain(b);
            assertThat(subjects(OF_B)).doesNotContain(a);
            assertThat(labels(courier.metrics(), "subscription")).containsOnly("all", "team-a/all", "team-b/all");
            assertThat(withNamespace(courier.metrics()))
                    .as("labels that name a namespace, but for those of its own subscriptions")
                    .isEmpty();
            assertThat(courier.metrics()).doesNotContain("of-team-b").doesNotContain(OF_A.url());

            configMap("PATCH", "team-a", sink("team-a", OF_B.url(), ""));
            List<String> after = new ArrayList<>();
            patiently().untilAsserted(() -> {
                after.add(run("team-a"));
                assertThat(subjects(OF_B)).containsAnyElementsOf(after);
            });
        } finally {
            kubectl.run("delete", "configmap", "sinks", "-n", "team-a");
            kubectl.run("delete", "configmap", "sinks", "-n", "team-b");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tenants     | Watch of sink files in configmaps in all namespaces with labels tekton-courier.io/sink-files=true: not allowed to list configmaps",
                "sink-events | A Kubernetes Event about a registered sink file cannot be written"
            })
    void a_right_that_is_taken_away_is_named(String component, String message, @TempDir Path folder)
            throws IOException {
        kubectl.run("delete", "-f", COMPONENTS + component + "/clusterrolebinding.yaml");
        configMap("POST", "team-a", sink("team-a", OF_A.url(), ""));
        try (CourierInPod courier = courier(folder)) {
            patiently().untilAsserted(() -> assertThat(courier.said()).contains(message));
        } finally {
            grant(component);
            kubectl.run("delete", "configmap", "sinks", "-n", "team-a");
        }
    }

    @Test
    void a_value_that_a_slot_refuses_is_an_event_on_its_run_as_soon_as_the_right_is_there(@TempDir Path folder)
            throws IOException {
        kubectl.run("delete", "-f", COMPONENTS + "sink-events/clusterrolebinding.yaml");
        configMap(
                "POST",
                "team-a",
                sink("team-a", OF_A.url(), "")
                        .replace("team-a/all }", "team-a/all, slot: channel, slotPattern: '#.+' }"));
        try (CourierInPod courier = courier(folder)) {
            patiently().untilAsserted(() -> {
                String unused = run("team-a", Map.of("tekton-courier.io/channel", "general"));
                assertThat(courier.said())
                        .contains("A Kubernetes Event about a refused value cannot be written")
                        .contains("Grant create on events");
            });

            grant("sink-events");

            List<String> after = new ArrayList<>();
            patiently().untilAsserted(() -> {
                after.add(
                        "TaskRun "
                                + run("team-a", Map.of("tekton-courier.io/channel", "general"))
                                + ": SlotValueRefused The slot channel does not take \"general\": it does not match slotPattern #.+");
                assertThat(runEvents("team-a")).containsAnyElementsOf(after).doesNotHaveDuplicates();
            });
            assertThat(runEvents("team-b")).isEmpty();
            assertThat(courier.metrics()).contains("team-a/all").doesNotContain("general");
        } finally {
            grant("sink-events");
            kubectl.run("delete", "configmap", "sinks", "-n", "team-a");
        }
    }

    private static Set<String> labels(String metrics, String label) {
        return Pattern.compile("[{,]" + label + "=\"([^\"]*)\"")
                .matcher(metrics)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    private static List<String> withNamespace(String metrics) {
        return metrics.replaceAll("(subscription|routeId|route_id)=\"[^\"]*\"", "")
                .lines()
                .filter(line -> line.contains("team-"))
                .toList();
    }

    private static String sink(String namespace, String url, String more) {
        return """
                - route:
                    id: %1$s/all
                    from:
                      uri: kamelet:tekton-events-source
                      parameters: { subscription: %1$s/all }
                      steps:
                        - to:
                            { uri: "kamelet:cloudevents-http-sink", parameters: { url: "%2$s"%3$s } }
                """
                .formatted(namespace, url, more);
    }

    private static void configMap(String verb, String namespace, String sink) {
        String body = Manifests.yaml(
                        """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: { name: sinks, labels: { tekton-courier.io/sink-files: "true" } }
                        data:
                          f.camel.yaml: |
                        %s"""
                                .formatted(sink.indent(4)))
                .toString();
        server.send(
                verb, "/api/v1/namespaces/" + namespace + "/configmaps" + (verb.equals("POST") ? "" : "/sinks"), body);
    }

    private static List<String> verdicts(String namespace) {
        return events(namespace, "ConfigMap");
    }

    private static List<String> events(String namespace, String kind) {
        List<String> verdicts = new ArrayList<>();
        JsonNode events = server.send("GET", "/api/v1/namespaces/" + namespace + "/events", null);
        events.path("items").forEach(event -> {
            if (event.at("/involvedObject/kind").asText().equals(kind)) {
                verdicts.add(event.path("reason").asText() + " "
                        + event.path("message").asText());
            }
        });
        return verdicts;
    }

    /** What Events say about runs, behind the name of the run. */
    private static List<String> runEvents(String namespace) {
        List<String> events = new ArrayList<>();
        server.send("GET", "/api/v1/namespaces/" + namespace + "/events", null)
                .path("items")
                .forEach(event -> events.add(event.at("/involvedObject/kind").asText() + " "
                        + event.at("/involvedObject/name").asText() + ": "
                        + event.path("reason").asText() + " "
                        + event.path("message").asText()));
        return events.stream().filter(event -> event.startsWith("TaskRun ")).toList();
    }

    private static List<String> subjects(EventReceiver receiver) {
        return receiver.received().stream()
                .map(event -> event.attribute("subject").orElse(""))
                .toList();
    }

    private static String run(String namespace) {
        return run(namespace, Map.of());
    }

    private static String run(String namespace, Map<String, String> annotations) {
        String name = "r" + RUNS.incrementAndGet();
        ObjectNode run = (ObjectNode) Manifests.yaml(KubeApiServer.minimal(RunKind.TASK_RUN, name));
        ObjectNode written = ((ObjectNode) run.path("metadata")).putObject("annotations");
        annotations.forEach(written::put);
        server.create(RunKind.TASK_RUN, namespace, run.toString());
        return name;
    }

    private static CourierInPod courier(Path folder) throws IOException {
        return new CourierInPod(
                server.kubeconfigOfAccount("tekton-courier", "tekton-courier"),
                folder,
                OF_ALL.url(),
                Map.of(
                        "courier.tenants",
                        "team-*",
                        "courier.sinks.kubernetes-events",
                        "true",
                        "courier.slots.kubernetes-events",
                        "true",
                        "courier.label-selector",
                        "",
                        "courier.egress.allow",
                        "127.0.0.1,localhost"));
    }

    private static ConditionFactory patiently() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(300));
    }
}
