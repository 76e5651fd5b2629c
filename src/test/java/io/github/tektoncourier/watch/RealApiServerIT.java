package io.github.tektoncourier.watch;

import static io.github.tektoncourier.kube.KubeApiServer.condition;
import static io.github.tektoncourier.kube.KubeApiServer.minimal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.kube.KubeApiServer;
import io.github.tektoncourier.run.RunKind;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What only a real kube-apiserver can show. */
class RealApiServerIT {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static KubeApiServer server;

    private final String namespace = "n" + NAMES.incrementAndGet();
    private final Flow flow = new Flow(server.client("admin"));

    @BeforeAll
    static void startServer() {
        server = KubeApiServer.start();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    void close() {
        flow.close();
    }

    private Flow runs(String options) {
        server.createNamespace(namespace);
        return flow.from("tekton:runs?namespaces=" + namespace + options);
    }

    private List<String> seen() {
        synchronized (flow.changes) {
            return flow.changes.stream()
                    .filter(change -> change.run() != null)
                    .map(change -> change.type() + " " + change.run().kind().kind() + " "
                            + change.run().name()
                            + change.run()
                                    .condition()
                                    .map(c -> " " + c.reason())
                                    .orElse(""))
                    .toList();
        }
    }

    @Test
    void a_run_of_each_kind_is_seen_from_its_creation_to_its_deletion() {
        runs("");
        await().until(() -> flow.states().stream().allMatch(s -> s.phase() == WatchState.Phase.WATCHING));

        for (RunKind kind : RunKind.values()) {
            server.create(kind, namespace, minimal(kind, "r"));
            server.patchStatus(kind, namespace, "r", condition("Unknown", "Running"));
            server.patchStatus(kind, namespace, "r", condition("True", "Succeeded"));
            server.delete(kind, namespace, "r");
        }

        for (RunKind kind : RunKind.values()) {
            String words = kind.kind() + " r";
            await().untilAsserted(() -> assertThat(seen())
                    .containsSubsequence(
                            "ADDED " + words,
                            "MODIFIED " + words + " Running",
                            "MODIFIED " + words + " Succeeded",
                            "DELETED " + words + " Succeeded"));
        }
        assertThat(flow.states()).allMatch(s -> s.unreadable() == 0 && s.setAside() == 0);
    }
}
