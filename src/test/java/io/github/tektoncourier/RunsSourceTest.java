package io.github.tektoncourier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Kamelet {@code tekton-runs-source} in a foreign flow, against the embedded cluster. */
class RunsSourceTest {

    private final EmbeddedCluster cluster = EmbeddedCluster.start(0);
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(cluster.kubeconfig()))
            .build();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<Message> taken = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile String failing = "";

    @BeforeEach
    void startFlow() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("camel.component.kamelet.location", "classpath:kamelets");
        context.getPropertiesComponent().setInitialProperties(properties);
        context.getRegistry().bind("kubernetesClient", client);
        context.getRegistry().bind("flow", (org.apache.camel.Processor) exchange -> {
            String type = exchange.getMessage().getHeader("CamelCloudEventType", String.class);
            if (type.contains(failing) && refusals.getAndDecrement() > 0) {
                throw new IllegalStateException("not now");
            }
            taken.add(exchange.getMessage().copy());
        });
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(
                        ResourceHelper.fromString(
                                "flow.camel.yaml",
                                """
                - route:
                    id: flow
                    from:
                      uri: kamelet:tekton-runs-source
                      parameters: { kinds: taskruns, namespaces: ci, announce: all }
                      steps:
                        - process: { ref: "#flow" }
                        - filter:
                            simple: "${header.CamelCloudEventType} contains 'queued'"
                            steps:
                              - stop: {}
                """));
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        client.close();
        cluster.close();
    }

    @Test
    void each_message_is_one_event_as_in_every_route_of_ours() {
        cluster.put(run("Unknown", "Running"));
        await().until(() -> types().contains("dev.tekton.event.taskrun.running.v1"));

        cluster.put(run("True", "Succeeded"));

        await().until(() -> types().contains("dev.tekton.event.taskrun.successful.v1"));
        assertThat(types())
                .doesNotHaveDuplicates()
                .startsWith("dev.tekton.event.taskrun.queued.v1", "dev.tekton.event.taskrun.started.v1")
                .endsWith("dev.tekton.event.taskrun.successful.v1");
        Message last = taken.get(taken.size() - 1);
        assertThat(last.getHeader("CamelCloudEventID", String.class)).endsWith("/successful");
        assertThat(last.getHeader("CamelCloudEventNamespace")).isEqualTo("ci");
        assertThat(new String(last.getBody(byte[].class), StandardCharsets.UTF_8))
                .startsWith("{\"taskRun\":{")
                .contains("\"Succeeded\"");
    }

    @Test
    void what_the_flow_refused_is_told_again() {
        refusals.set(2);

        cluster.put(run("True", "Succeeded"));

        await().until(() -> types().contains("dev.tekton.event.taskrun.successful.v1"));
        assertThat(types()).contains("dev.tekton.event.taskrun.queued.v1").doesNotHaveDuplicates();
    }

    @Test
    void what_the_flow_took_before_it_failed_is_not_told_again() {
        failing = "dev.tekton.event.taskrun.successful.v1";
        refusals.set(2);

        cluster.put(run("True", "Succeeded"));

        await().until(() -> types().contains("dev.tekton.event.taskrun.successful.v1"));
        assertThat(types()).contains("dev.tekton.event.taskrun.queued.v1").doesNotHaveDuplicates();
    }

    @Test
    void a_second_flow_with_the_same_parameters_gets_the_same_events() throws Exception {
        List<String> second = new CopyOnWriteArrayList<>();
        context.getRegistry().bind("second", (org.apache.camel.Processor)
                exchange -> second.add(exchange.getMessage().getHeader("CamelCloudEventType", String.class)));
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(
                        ResourceHelper.fromString(
                                "second.camel.yaml",
                                """
                - route:
                    id: second
                    from:
                      uri: kamelet:tekton-runs-source/second-source
                      parameters: { kinds: taskruns, namespaces: ci, announce: all }
                      steps:
                        - process: { ref: "#second" }
                """));

        cluster.put(run("True", "Succeeded"));

        await().until(() -> second.contains("dev.tekton.event.taskrun.successful.v1"));
        await().untilAsserted(() -> assertThat(second).isEqualTo(types()));
    }

    @Test
    void a_stop_behind_the_source_ends_one_message_and_not_the_run() {
        cluster.put(run("True", "Succeeded"));

        await().until(() -> types().contains("dev.tekton.event.taskrun.successful.v1"));
        await().during(java.time.Duration.ofSeconds(1))
                .until(() -> types().stream().distinct().count() == types().size());
    }

    private List<String> types() {
        return taken.stream()
                .map(message -> message.getHeader("CamelCloudEventType", String.class))
                .toList();
    }

    private static String run(String status, String reason) {
        return """
                {"apiVersion": "tekton.dev/v1", "kind": "TaskRun",
                 "metadata": {"name": "lint", "namespace": "ci"},
                 "status": {"startTime": "2026-11-23T01:00:01Z",
                  "conditions": [{"type": "Succeeded", "status": "%s", "reason": "%s",
                                  "lastTransitionTime": "2026-11-23T01:00:02Z"}]}}
                """
                .formatted(status, reason);
    }
}
