package io.github.tektoncourier.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The manifests ask for no more than the documents say. */
class DeploymentTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path FOLDER = Path.of("deploy/kubernetes");

    @Test
    void everything_that_kustomization_names_is_there() throws IOException {
        JsonNode kustomization = read("kustomization.yaml");

        List<String> names = new ArrayList<>();
        kustomization.path("resources").forEach(name -> names.add(name.asText()));
        kustomization.path("configMapGenerator").forEach(map -> map.path("files")
                .forEach(name -> names.add(name.asText())));

        assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(FOLDER.resolve(name))
                .exists());
    }

    @Test
    void the_role_reads_and_is_the_one_in_the_documents() throws IOException {
        JsonNode role = read("clusterrole.yaml");
        String told = Document.read("docs/operations.md").section("Rights");

        role.path("rules").forEach(rule -> rule.path("verbs")
                .forEach(verb -> assertThat(Set.of("get", "list", "watch")).contains(verb.asText())));

        String block = told.substring(told.indexOf("```yaml") + 7, told.indexOf("```", told.indexOf("```yaml") + 7));
        assertThat(YAML.readTree(block)).isEqualTo(role);
    }

    @Test
    void there_is_one_replica_that_leaves_before_the_next_comes() throws IOException {
        JsonNode deployment = read("deployment.yaml");

        assertThat(deployment.at("/spec/replicas").asInt()).isOne();
        assertThat(deployment.at("/spec/strategy/type").asText()).isEqualTo("Recreate");
    }

    private static JsonNode read(String name) throws IOException {
        return YAML.readTree(Files.readString(FOLDER.resolve(name)));
    }
}
