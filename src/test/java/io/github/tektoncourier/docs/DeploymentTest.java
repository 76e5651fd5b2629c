package io.github.tektoncourier.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The manifests ask for no more than the documents say, and what users own is not among them. */
class DeploymentTest {

    private static final JsonNode STATEFUL_SET = Manifests.read("base/statefulset.yaml");

    static Stream<Path> kustomizations() throws IOException {
        try (Stream<Path> files = Files.walk(Manifests.FOLDER)) {
            return files.filter(file -> file.endsWith("kustomization.yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("kustomizations")
    void everything_that_a_kustomization_names_is_there(Path kustomization) {
        JsonNode content =
                Manifests.read(Manifests.FOLDER.relativize(kustomization).toString());

        List<String> names = new ArrayList<>();
        content.path("resources").forEach(name -> names.add(name.asText()));
        content.path("components").forEach(name -> names.add(name.asText()));
        content.path("configMapGenerator").forEach(map -> map.path("files").forEach(name -> names.add(name.asText())));

        assertThat(names.isEmpty() && content.path("patches").isEmpty()).isFalse();
        assertThat(names).allSatisfy(name -> assertThat(kustomization.resolveSibling(name))
                .exists());
    }

    @Test
    void release_yaml_is_the_base() {
        List<JsonNode> base = new ArrayList<>();
        Manifests.read("base/kustomization.yaml")
                .path("resources")
                .forEach(name -> base.add(Manifests.read("base/" + name.asText())));

        assertThat(Manifests.all(Manifests.FOLDER.resolve("release.yaml")))
                .as("write it anew: see its first line")
                .containsExactlyInAnyOrderElementsOf(base);
    }

    @Test
    void an_upgrade_applies_nothing_that_users_edit() {
        assertThat(Manifests.all(Manifests.FOLDER.resolve("release.yaml")))
                .extracting(manifest -> manifest.path("kind").asText())
                .doesNotContain("ConfigMap", "Secret");
        assertThat(Manifests.read("overlays/example/kustomization.yaml")
                        .at("/generatorOptions/disableNameSuffixHash")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void the_role_reads_and_is_the_one_in_the_documents() {
        JsonNode role = Manifests.read("base/clusterrole.yaml");

        role.path("rules").forEach(rule -> rule.path("verbs")
                .forEach(verb -> assertThat(Set.of("get", "list", "watch")).contains(verb.asText())));

        String told = Document.read("docs/operations.md").section("Rights");
        String block = told.substring(told.indexOf("```yaml") + 7, told.indexOf("```", told.indexOf("```yaml") + 7));
        assertThat(Manifests.yaml(block).path("rules")).isEqualTo(role.path("rules"));
    }

    @Test
    void the_role_of_one_namespace_has_the_same_rules_but_for_the_clusters_name() {
        JsonNode everywhere = Manifests.read("base/clusterrole.yaml").path("rules");

        JsonNode here = Manifests.read("components/one-namespace/role.yaml").path("rules");

        assertThat(here).containsExactly(everywhere.get(0), everywhere.get(1));
    }

    @Test
    void there_is_one_pod_which_may_be_replaced_before_it_is_ready() {
        assertThat(STATEFUL_SET.at("/spec/replicas").asInt()).isOne();
        assertThat(STATEFUL_SET.at("/spec/podManagementPolicy").asText()).isEqualTo("Parallel");
    }

    @ParameterizedTest
    @CsvSource({"startupProbe, started", "livenessProbe, live", "readinessProbe, ready"})
    void each_probe_asks_what_it_is_for(String probe, String path) {
        assertThat(STATEFUL_SET
                        .at("/spec/template/spec/containers/0/" + probe + "/httpGet/path")
                        .asText())
                .isEqualTo("/observe/health/" + path);
    }

    @Test
    void the_environment_is_what_is_named_and_nothing_else() {
        JsonNode pod = STATEFUL_SET.at("/spec/template/spec");

        assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
        assertThat(pod.at("/containers/0").has("envFrom")).isFalse();
        pod.at("/containers/0/env").forEach(variable -> assertThat(variable.has("value")
                        || variable.at("/valueFrom/secretKeyRef").has("key"))
                .as(variable.toString())
                .isTrue());
    }

    @Test
    void the_option_api_mounts_the_secret_that_the_documents_make_where_the_setting_looks_for_it() {
        JsonNode pod = Manifests.yaml(Manifests.read("components/api/kustomization.yaml")
                        .at("/patches/0/patch")
                        .asText())
                .at("/spec/template/spec");
        JsonNode mount = pod.at("/containers/0/volumeMounts/0");
        JsonNode secret = pod.at("/volumes/0/secret");
        String document = Document.read("docs/api.md").section("In the cluster");

        assertThat(pod.at("/containers/0/env/0/name").asText()).isEqualTo("COURIER_API_TOKEN_FILE");
        assertThat(pod.at("/containers/0/env/0/value").asText())
                .isEqualTo(mount.path("mountPath").asText() + "/"
                        + secret.at("/items/0/path").asText());
        assertThat(mount.path("readOnly").asBoolean()).isTrue();
        assertThat(mount.has("subPath")).isFalse();
        assertThat(mount.path("name")).isEqualTo(pod.at("/volumes/0/name"));
        assertThat(secret.path("defaultMode").asInt() & 0007).as("others").isZero();
        assertThat(secret.path("defaultMode").asInt() & 0040).as("the group").isNotZero();
        assertThat(secret.has("optional")).isFalse();
        assertThat(document)
                .contains("create secret generic " + secret.path("secretName").asText() + " --from-file="
                        + secret.at("/items/0/key").asText() + "\n")
                .contains("-k deploy/kubernetes/overlays/api\n");
    }

    @Test
    void the_image_is_of_the_version_that_is_built() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String version = pom.split("<version>", 2)[1].split("<", 2)[0];

        assertThat(STATEFUL_SET.at("/spec/template/spec/containers/0/image").asText())
                .isEqualTo("tekton-courier:" + version);
    }
}
