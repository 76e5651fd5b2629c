package io.github.tektoncourier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.camel.JournalComponent;
import io.github.tektoncourier.journal.engine.JournalFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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

    private static final String FAILOVER =
            """
            - route:
                id: audit
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: audit }
                  steps:
                    - loadBalance:
                        failoverLoadBalancer: {}
                        steps:
                          - to: { uri: "http:127.0.0.1:1" }
                          - to: { uri: "http:127.0.0.1:%d" }
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

    @Test
    void a_second_target_that_takes_an_event_counts() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        });
        receiver.start();
        Main main = start(FAILOVER.formatted(receiver.getAddress().getPort()));

        cluster.put(run("a", "True", "Succeeded"));
        await().until(() -> requests.get() > 2 && journalOf(main).books().get(0).pending() == 0);
        main.stop();
        receiver.stop(0);

        assertThat(JournalFactory.view(journal()).books()).singleElement().satisfies(books -> {
            assertThat(books.subscription()).isEqualTo("audit");
            assertThat(books.delivered()).isEqualTo(requests.get()).isEqualTo(books.appended() - books.filtered());
        });
    }

    @Test
    void only_the_owner_of_the_application_gives_up_a_subscription() throws Exception {
        start().stop();

        Main without = start("[]");
        assertThat(journalOf(without).waitedFor()).containsExactly("audit");
        without.stop();
        Main givenUp = start("[]", "camel.component.journal.giveUp=audit");
        assertThat(journalOf(givenUp).waitedFor()).isEmpty();
        givenUp.stop();
    }

    private static Journal journalOf(Main main) {
        return main.getCamelContext().getRegistry().findSingleByType(Journal.class);
    }

    private Main start() throws Exception {
        return start(FLOW);
    }

    private Main start(String flows, String... properties) throws Exception {
        Path flow = Files.writeString(work.resolve("audit.camel.yaml"), flows);
        Main main = new Main();
        main.setDefaultPropertyPlaceholderLocation("false");
        main.addInitialProperty("camel.component.journal.directory", journal().toString());
        main.addInitialProperty("camel.component.kamelet.location", "classpath:kamelets");
        main.addInitialProperty(
                "camel.main.routesIncludePattern",
                "classpath:tekton-courier/collect-runs.camel.yaml,file:" + flow.toAbsolutePath());
        main.addInitialProperty("courier.announce", "all");
        for (String property : properties) {
            main.addInitialProperty(property.split("=")[0], property.split("=")[1]);
        }
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
