package io.github.tektoncourier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.camel.JournalComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultClassResolver;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application of a user, plain camel-main, with a journal of its own. */
class DurableReuseTest {

    private static final String FLOW =
            """
            - route:
                id: audit
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: audit }
                  steps:
                    - to:
                        uri: bean:receiver
            """;

    @TempDir
    private Path work;

    private final EmbeddedCluster cluster = EmbeddedCluster.start(0);
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(cluster.kubeconfig()))
            .build();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final AtomicBoolean refuses = new AtomicBoolean();

    @AfterEach
    void close() {
        client.close();
        cluster.close();
    }

    @Test
    void what_happens_before_during_and_after_a_stop_arrives_with_the_same_ids() throws Exception {
        Main first = start();
        cluster.put(run("before", "True", "Succeeded"));
        await().until(() -> received.stream().anyMatch(id -> id.endsWith("/successful")));
        List<String> delivered = List.copyOf(received);
        refuses.set(true);
        cluster.put(run("during", "Unknown", "Running"));
        await().until(() -> received.size() > delivered.size());
        first.stop();
        List<String> refused = List.copyOf(received).subList(delivered.size(), received.size());
        cluster.put(run("during", "True", "Succeeded"));
        refuses.set(false);

        Main second = start();
        await().until(() ->
                received.stream().filter(id -> id.endsWith("/successful")).count() == 2);
        second.stop();

        List<String> afterStart = List.copyOf(received).subList(delivered.size() + refused.size(), received.size());
        assertThat(afterStart).containsAll(refused).doesNotHaveDuplicates();
        assertThat(afterStart).doesNotContainAnyElementsOf(delivered);
        assertThat(afterStart.stream().map(id -> id.replaceFirst("[^/]*/", "")))
                .containsExactly("queued", "started", "running", "successful");
    }

    @Test
    void a_second_application_on_the_same_folder_is_told_whose_it_is() throws Exception {
        Main owner = start();
        try {
            JournalComponent second = component(new DefaultCamelContext());

            assertThatThrownBy(second::start).hasStackTraceContaining(journal().toString());
        } finally {
            owner.stop();
        }
    }

    @Test
    void a_missing_library_is_named() {
        DefaultCamelContext context = new DefaultCamelContext();
        context.setClassResolver(new DefaultClassResolver() {
            @Override
            public Class<?> resolveClass(String name) {
                return name.startsWith("org.sqlite") ? null : super.resolveClass(name);
            }
        });

        assertThatThrownBy(component(context)::start)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("org.xerial:sqlite-jdbc")
                .hasMessageNotContaining("zstd")
                .hasMessageContaining(journal().toString());
    }

    private Main start() throws Exception {
        Path flow = Files.writeString(work.resolve("audit.camel.yaml"), FLOW);
        Main main = new Main();
        main.setDefaultPropertyPlaceholderLocation("false");
        main.addInitialProperty("camel.component.journal.directory", journal().toString());
        main.addInitialProperty("camel.component.kamelet.location", "classpath:kamelets");
        main.addInitialProperty(
                "camel.main.routesIncludePattern",
                "classpath:tekton-courier/collect-runs.camel.yaml,file:" + flow.toAbsolutePath());
        main.addInitialProperty("courier.announce", "all");
        main.bind("kubernetesClient", client);
        main.bind("receiver", (Processor) exchange -> {
            received.add(exchange.getMessage().getHeader("CamelCloudEventID", String.class));
            if (refuses.get()) {
                throw new IllegalStateException("not now");
            }
        });
        main.start();
        return main;
    }

    private JournalComponent component(DefaultCamelContext context) {
        JournalComponent component = new JournalComponent();
        component.setCamelContext(context);
        component.setDirectory(journal().toString());
        component.setLockWait("1ms");
        return component;
    }

    private Path journal() {
        return work.resolve("journal");
    }

    private static String run(String name, String status, String reason) {
        return """
                {"apiVersion": "tekton.dev/v1", "kind": "TaskRun",
                 "metadata": {"name": "%s", "namespace": "ci"},
                 "status": {"startTime": "2026-11-23T01:00:01Z",
                  "conditions": [{"type": "Succeeded", "status": "%s", "reason": "%s",
                                  "lastTransitionTime": "2026-11-23T01:00:02Z"}]}}
                """
                .formatted(name, status, reason);
    }
}
