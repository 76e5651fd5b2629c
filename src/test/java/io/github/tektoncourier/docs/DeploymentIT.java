package io.github.tektoncourier.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.kube.KubeApiServer;
import io.github.tektoncourier.kube.Kubectl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The manifests before a real API server: it takes them and the pods they make. */
class DeploymentIT {

    private static KubeApiServer server;
    private static Kubectl kubectl;

    @BeforeAll
    static void start() {
        server = KubeApiServer.startEmpty();
        kubectl = server.kubectl();
        kubectl.run("apply", "-f", "src/test/resources/crds/servicemonitor.yaml", "-f", base("namespace.yaml"));
        kubectl.run("wait", "--for=condition=Established", "crd/servicemonitors.monitoring.coreos.com");
        server.createNamespace("team-a");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void an_api_server_takes_release_yaml_and_every_overlay_and_knows_every_field() throws IOException {
        kubectl.run("apply", "--dry-run=server", "--validate=strict", "-f", "deploy/kubernetes/release.yaml");
        try (Stream<Path> overlays = Files.list(Manifests.FOLDER.resolve("overlays"))) {
            List<Path> all = overlays.toList();
            assertThat(all).hasSize(5);
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
