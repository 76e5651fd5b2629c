package io.github.tektoncourier.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tektoncourier.kube.KubeApiServer;
import io.github.tektoncourier.kube.Kubectl;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifests of Camel K before a real API server with Camel K's own CRDs, which knows every field or refuses it. */
class CamelKIT {

    private static final Path FOLDER = Path.of("deploy/camel-k");

    @TempDir
    private static Path work;

    private static KubeApiServer server;
    private static Kubectl kubectl;

    @BeforeAll
    static void start() throws IOException {
        server = KubeApiServer.startEmpty();
        kubectl = server.kubectl();
        for (String kind : List.of("integrations", "pipes", "kamelets")) {
            Path crd = work.resolve(kind + ".yaml");
            try (InputStream yaml = CamelKIT.class.getResourceAsStream("/camel.apache.org_" + kind + ".yaml")) {
                Files.copy(yaml, crd);
            }
            kubectl.run("create", "-f", crd.toString());
            kubectl.awaitEstablished(kind + ".camel.apache.org");
        }
        kubectl.run(
                "apply", "--validate=strict", "-f", FOLDER.resolve("rbac.yaml").toString());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void the_api_server_takes_every_file_and_knows_every_field() {
        for (String file : List.of("image.yaml", "flows.yaml", "pipes.yaml")) {
            assertThat(apply(FOLDER.resolve(file))).contains("created (server dry run)");
        }
    }

    @Test
    void the_api_server_takes_every_kamelet() {
        assertThat(apply(Path.of("kamelets")).lines()).hasSize(kamelets());
    }

    @Test
    void a_field_that_is_newer_than_the_crds_would_be_refused() throws IOException {
        String newer = Files.readString(FOLDER.resolve("image.yaml"))
                .replace("      portName: http\n", "      portName: http\n      allowedTopologies: []\n");
        Path file = Files.writeString(work.resolve("newer.yaml"), newer);

        assertThatThrownBy(() -> apply(file))
                .hasMessageContaining("unknown field")
                .hasMessageContaining("spec.traits.container.allowedTopologies");
    }

    private static int kamelets() {
        String[] files = Path.of("kamelets").toFile().list();
        return files == null ? 0 : files.length;
    }

    private static String apply(Path file) {
        return kubectl.run(
                "apply", "--dry-run=server", "--validate=strict", "-n", "tekton-courier", "-f", file.toString());
    }
}
