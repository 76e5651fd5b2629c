package io.github.tektoncourier.watch;

import static io.github.tektoncourier.watch.Objects.frame;
import static io.github.tektoncourier.watch.Objects.taskRun;
import static io.github.tektoncourier.watch.ScriptedApi.framesAndHold;
import static io.github.tektoncourier.watch.ScriptedApi.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.cluster.Authority;
import io.github.tektoncourier.cluster.Cluster;
import io.github.tektoncourier.cluster.TlsFront;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A CA that is rotated stops the watches for as long as the kubeconfig has the old one, and no longer. */
class RotatedAuthorityIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path home;

    @Test
    void watches_come_back_by_themselves_when_the_kubeconfig_has_the_new_authority() throws Exception {
        Authority before = Authority.make(home, "before", "ip:127.0.0.1");
        Authority after = Authority.make(home, "after", "ip:127.0.0.1");
        try (ScriptedApi api = new ScriptedApi();
                TlsFront front = new TlsFront(before, api.url(), false)) {
            api.lists("taskruns", list("10")).watches("taskruns", framesAndHold(frame("ADDED", taskRun("a", 11))));
            kubeconfig(front, before);
            Cluster cluster = Cluster.find(Map.of(), home).orElseThrow();
            try (Flow flow = new Flow(cluster.client())) {
                flow.from("tekton:runs?kinds=taskruns&announce=all&cluster=test");
                await().atMost(SOON).until(() -> flow.told().contains("ADDED a@11"));
                front.rotate(after);
                await().atMost(SOON).until(() -> flow.state().error().contains("Was its CA rotated?"));
                api.watches("taskruns", framesAndHold(frame("ADDED", taskRun("b", 12))));

                kubeconfig(front, after);

                await().atMost(SOON).untilAsserted(() -> assertThat(flow.told())
                        .containsExactly("LIST_COMPLETE@10", "ADDED a@11", "ADDED b@12"));
            }
        }
    }

    private void kubeconfig(TlsFront front, Authority authority) throws IOException {
        Files.createDirectories(home.resolve(".kube"));
        Files.writeString(
                home.resolve(".kube/config"),
                """
                current-context: c
                clusters: [{name: k, cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}}]
                contexts: [{name: c, context: {cluster: k}}]
                """
                        .formatted(
                                front.port(),
                                Base64.getEncoder()
                                        .encodeToString(authority.certificate().getBytes(StandardCharsets.UTF_8))));
    }
}
