package io.github.tektoncourier.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.tektoncourier.demo.receivers.EventReceiver;
import io.github.tektoncourier.kube.KubeApiServer;
import io.github.tektoncourier.kube.Kubectl;
import io.github.tektoncourier.logs.ApiPodLogs;
import io.github.tektoncourier.logs.PodLogs;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.schema.OnTheWire;
import io.github.tektoncourier.watch.api.ApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The manifests before a real API server: it takes them and the pods they make. */
class DeploymentIT {

    private static final EventReceiver RECEIVER =
            EventReceiver.start(0, request -> OnTheWire.delivered(request.headers(), request.body()));
    private static final String ONE_NAMESPACE = "deploy/kubernetes/components/one-namespace/";
    private static final String LOGS = "deploy/kubernetes/components/logs/";
    private static final String NAMESPACES = "deploy/kubernetes/components/namespaces/";
    private static final AtomicInteger RUNS = new AtomicInteger();

    private static KubeApiServer server;
    private static Kubectl kubectl;
    private static GrantedRole role;

    @BeforeAll
    static void start() {
        server = KubeApiServer.start();
        kubectl = server.kubectl();
        role = new GrantedRole(server);
        kubectl.run("apply", "-f", "src/test/resources/crds/servicemonitor.yaml", "-f", base("namespace.yaml"));
        kubectl.awaitEstablished("servicemonitors.monitoring.coreos.com");
        kubectl.run("apply", "-f", base("serviceaccount.yaml"), "-f", base("clusterrole.yaml"));
        kubectl.run("apply", "-f", base("clusterrolebinding.yaml"));
        server.createNamespace("team-a");
    }

    @AfterAll
    static void stop() {
        RECEIVER.close();
        if (server != null) {
            server.close();
        }
    }

    @Test
    void an_api_server_takes_release_yaml_and_every_overlay_and_knows_every_field() throws IOException {
        kubectl.run("apply", "--dry-run=server", "--validate=strict", "-f", "deploy/kubernetes/release.yaml");
        try (Stream<Path> overlays = Files.list(Manifests.FOLDER.resolve("overlays"))) {
            List<Path> all = overlays.toList();
            assertThat(all).hasSize(10);
            for (Path overlay : all) {
                kubectl.run("apply", "--dry-run=server", "--validate=strict", "-k", overlay.toString());
            }
        }
    }

    @Test
    void release_yaml_is_what_kustomize_makes_of_the_base() throws IOException {
        String release = Files.readString(Manifests.FOLDER.resolve("release.yaml"));

        String made = kubectl.run("kustomize", "deploy/kubernetes/base");

        assertThat(release.substring(release.indexOf('\n') + 1)).isEqualTo(made);
    }

    @Test
    void the_overlays_do_what_they_are_for() {
        Map<String, List<JsonNode>> made = Map.of(
                "emptydir", Manifests.documents(kubectl.run("kustomize", "deploy/kubernetes/overlays/emptydir")),
                "one-namespace",
                        Manifests.documents(kubectl.run("kustomize", "deploy/kubernetes/overlays/one-namespace")));

        JsonNode set = made.get("emptydir").stream()
                .filter(manifest -> manifest.path("kind").asText().equals("StatefulSet"))
                .findFirst()
                .orElseThrow();
        assertThat(set.at("/spec").has("volumeClaimTemplates")).isFalse();
        assertThat(set.at("/spec/template/spec/volumes").findValuesAsText("name"))
                .containsOnlyOnce("journal")
                .contains("tmp", "sinks", "settings");
        assertThat(made.get("one-namespace"))
                .extracting(manifest -> manifest.path("kind").asText())
                .contains("Role", "RoleBinding")
                .doesNotContain("ClusterRole", "ClusterRoleBinding");
    }

    @Test
    void the_pod_is_restricted_as_the_namespace_demands() {
        ObjectNode pod = pod();

        JsonNode taken = server.send("POST", "/api/v1/namespaces/tekton-courier/pods?dryRun=All", pod.toString());

        assertThat(taken.at("/spec/containers")).hasSize(1);
        ((ObjectNode) pod.at("/spec/containers/0/securityContext")).remove("capabilities");
        assertThatThrownBy(
                        () -> server.send("POST", "/api/v1/namespaces/tekton-courier/pods?dryRun=All", pod.toString()))
                .hasMessageContaining("violates PodSecurity")
                .hasMessageContaining("restricted");
    }

    @Test
    void every_command_of_the_documents_is_one_that_works() {
        for (String command : KubectlCommands.of(Document.read("docs/kubernetes.md"))) {
            if (KubectlCommands.needsPod(command)) {
                assertThat(KubectlCommands.namesWhatIsThere(command))
                        .as(command)
                        .isTrue();
            } else if (command.startsWith("./courier ")) {
                assertThat(Document.read("README.md").text()).as("run there").contains(command);
            } else if (!command.startsWith("curl ")) {
                Kubectl.Answer answer = kubectl.shell(KubectlCommands.harmless(command));
                assertThat(answer.exitCode())
                        .as(command + ": " + answer.output())
                        .isZero();
            }
        }
        // What other tests of this class would stumble over: volumes that no overlay could change, rights in one
        // namespace.
        kubectl.run("-n", "tekton-courier", "delete", "statefulset/tekton-courier");
        kubectl.run("-n", "team-a", "delete", "role/tekton-courier", "rolebinding/tekton-courier");
    }

    @Test
    void with_exactly_this_role_all_works(@TempDir Path folder) throws IOException {
        role.grantAll();
        try (CourierInPod courier = courier(folder, Map.of())) {
            allArrives(courier);
        }
    }

    @Test
    void with_exactly_the_role_of_one_namespace_all_works_there(@TempDir Path folder) throws IOException {
        kubectl.run("delete", "clusterrolebinding/tekton-courier");
        kubectl.run("apply", "-f", ONE_NAMESPACE + "role.yaml", "-f", ONE_NAMESPACE + "rolebinding.yaml");
        patiently().until(() -> !role.allowed("taskruns", "list"));
        try (CourierInPod courier =
                courier(folder, Map.of("courier.namespaces", "team-a", "courier.cluster", "prod-eu"))) {
            allArrives(courier);
        } finally {
            kubectl.run("delete", "-f", ONE_NAMESPACE + "role.yaml", "-f", ONE_NAMESPACE + "rolebinding.yaml");
            kubectl.run("apply", "-f", base("clusterrolebinding.yaml"));
        }
    }

    /** No node runs here: what can be seen is whether a log may be read. */
    @Test
    void logs_may_be_read_with_the_component_for_them_alone() throws IOException {
        String[] component = {"-f", LOGS + "clusterrole.yaml", "-f", LOGS + "clusterrolebinding.yaml"};
        Path kubeconfig = server.kubeconfigOfAccount("tekton-courier", "tekton-courier");
        Config config = Config.fromKubeconfig(Files.readString(kubeconfig));
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            PodLogs logs = new ApiPodLogs(new ApiServer(client));
            assertThatThrownBy(() -> logs.read("team-a", "no-pod", "step-build"))
                    .hasMessage("the courier has no right to read logs there");

            kubectl.run("apply", component[0], component[1], component[2], component[3]);

            patiently().untilAsserted(() -> assertThatThrownBy(() -> logs.read("team-a", "no-pod", "step-build"))
                    .hasMessage("its pod is gone"));
        } finally {
            kubectl.run("delete", "--ignore-not-found", component[0], component[1], component[2], component[3]);
        }
    }

    /** The label selector is the one of {@link CourierInPod}, for runs. */
    @Test
    void namespaces_are_chosen_by_labels_with_the_component_for_them(@TempDir Path folder) throws IOException {
        role.grantAll();
        server.createNamespace("team-blue");
        kubectl.run("label", "namespace", "team-blue", "courier=on");
        Map<String, String> settings = Map.of("courier.namespace-selector", "courier=on");
        try (CourierInPod courier = courier(folder, settings)) {
            patiently().untilAsserted(() -> assertThat(courier.said())
                    .contains("not allowed to list namespaces")
                    .contains("(403)"));

            kubectl.run("apply", "-f", NAMESPACES + "clusterrole.yaml", "-f", NAMESPACES + "clusterrolebinding.yaml");

            patiently().until(() -> courier.readiness() == 200);
            String elsewhere = run("a");
            String chosen = run("team-blue", "a");
            patiently().untilAsserted(() -> assertThat(subjects()).contains(chosen));
            assertThat(subjects()).doesNotContain(elsewhere);
        } finally {
            kubectl.run(
                    "delete",
                    "--ignore-not-found",
                    "-f",
                    NAMESPACES + "clusterrole.yaml",
                    "-f",
                    NAMESPACES + "clusterrolebinding.yaml");
        }
    }

    private static List<String> subjects() {
        return RECEIVER.received().stream()
                .map(event -> event.attribute("subject").orElse(""))
                .toList();
    }

    private static CourierInPod courier(Path folder, Map<String, String> settings) throws IOException {
        return new CourierInPod(
                server.kubeconfigOfAccount("tekton-courier", "tekton-courier"), folder, RECEIVER.url(), settings);
    }

    /** What needs each of the rights: a list, a watch, and a GET for a deletion and for the run of a core Event. */
    private static void allArrives(CourierInPod courier) {
        RECEIVER.clear();
        patiently().until(() -> courier.readiness() == 200);

        String name = run("a");
        server.patchStatus(RunKind.TASK_RUN, "team-a", name, KubeApiServer.condition("True", "Succeeded"));
        coreEvent(run("b"));
        server.delete(RunKind.TASK_RUN, "team-a", name);

        patiently().untilAsserted(() -> assertThat(RECEIVER.received())
                .extracting(event -> event.attribute("type").orElse(""))
                .contains(
                        "dev.tekton.event.taskrun.successful.v1",
                        "io.github.tektoncourier.taskrun.deleted.v1",
                        "io.github.tektoncourier.taskrun.kubernetesevent.v1"));
        assertThat(courier.warned()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "taskruns   | list  | not allowed to list KIND.tekton.dev in all namespaces (403). Grant the verbs get, list and watch on \"KIND\"",
                "taskruns   | watch | not allowed to watch KIND.tekton.dev in all namespaces (403). Grant the verbs get, list and watch on \"KIND\"",
                "taskruns   | get   | the courier needs the verb get on this resource",
                "events     | list  | not allowed to list events in all namespaces (403). Grant the verbs get, list and watch on \"events\"",
                "events     | watch | not allowed to watch events in all namespaces (403). Grant the verbs get, list and watch on \"events\"",
                "namespaces | get   | Not allowed to get namespaces \"kube-system\" (403)"
            })
    void a_right_that_is_taken_away_is_named(String resource, String verb, String message, @TempDir Path folder)
            throws IOException {
        role.takeAway(resource, verb);
        try (CourierInPod courier = courier(folder, Map.of())) {
            patiently().until(() -> courier.readiness() == 200 || courier.said().contains("(403)"));
            coreEvent(run("b"));

            for (String kind : List.of("taskruns", "pipelineruns", "customruns")) {
                patiently().untilAsserted(() -> assertThat(courier.said()).contains(message.replace("KIND", kind)));
            }
        }
    }

    private static ConditionFactory patiently() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }

    /** A TaskRun with a label, by its name. */
    private static String run(String team) {
        return run("team-a", team);
    }

    private static String run(String namespace, String team) {
        String name = "r" + RUNS.incrementAndGet();
        ObjectNode run = (ObjectNode) Manifests.yaml(KubeApiServer.minimal(RunKind.TASK_RUN, name));
        ((ObjectNode) run.path("metadata")).putObject("labels").put("team", team);
        server.create(RunKind.TASK_RUN, namespace, run.toString());
        return name;
    }

    private static void coreEvent(String run) {
        String uid = server.send("GET", "/apis/tekton.dev/v1/namespaces/team-a/taskruns/" + run, null)
                .at("/metadata/uid")
                .asText();
        server.send(
                "POST",
                "/api/v1/namespaces/team-a/events",
                """
                {"apiVersion":"v1","kind":"Event","metadata":{"name":"%1$s.1"},"involvedObject":
                 {"apiVersion":"tekton.dev/v1","kind":"TaskRun","name":"%1$s","namespace":"team-a","uid":"%2$s"},
                 "reason":"Started","type":"Normal","count":1,"lastTimestamp":"%3$s",
                 "source":{"component":"TaskRun"},"reportingComponent":"TaskRun"}"""
                        .formatted(run, uid, Instant.now().plusSeconds(1).truncatedTo(ChronoUnit.SECONDS)));
    }

    /** As the StatefulSet's controller makes it. */
    private static ObjectNode pod() {
        ObjectNode pod = (ObjectNode) Manifests.read("base/statefulset.yaml").at("/spec/template");
        pod.put("apiVersion", "v1").put("kind", "Pod");
        ((ObjectNode) pod.path("metadata")).put("name", "tekton-courier-0");
        ObjectNode volume = ((ObjectNode) pod.path("spec")).withArray("volumes").addObject();
        volume.put("name", "journal").putObject("persistentVolumeClaim").put("claimName", "journal-tekton-courier-0");
        return pod;
    }

    private static String base(String name) {
        return "deploy/kubernetes/base/" + name;
    }
}
