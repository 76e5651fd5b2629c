package io.github.tektoncourier.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.tektoncourier.journal.FakeClock;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.slot.AddressRule;
import io.github.tektoncourier.slot.NamespaceAnnotations;
import io.github.tektoncourier.slot.Slot;
import io.github.tektoncourier.slot.SlotReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefusalEventsTest {

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<JsonNode> written = new CopyOnWriteArrayList<>();
    private HttpServer api;
    private KubernetesClient client;

    @BeforeEach
    void start() throws IOException {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            asked.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
            written.add(new ObjectMapper().readTree(body));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(201, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        api.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + api.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        api.stop(0);
    }

    @Test
    void one_event_for_each_run_and_slot_says_which_value_was_refused_and_why() {
        RefusalEvents events = new RefusalEvents(client, new FakeClock());
        SlotReader channel = reader("channel", events);
        SlotReader topic = reader("topic", events);
        Run run = run("\"tekton-courier.io/channel\":\"general,x\",\"tekton-courier.io/topic\":\"t\"");

        channel.read("team-a", run);
        channel.read("team-a", run);
        topic.read("team-a", run);

        await().untilAsserted(() -> assertThat(written).hasSize(2));
        assertThat(asked).containsOnly("POST /api/v1/namespaces/team-a/events");
        JsonNode first = written.get(0);
        assertThat(first.at("/involvedObject/uid").asText()).isEqualTo("u");
        assertThat(first.at("/involvedObject/kind").asText()).isEqualTo("TaskRun");
        assertThat(first.at("/source/component").asText()).isEqualTo("tekton-courier");
        assertThat(first.at("/message").asText())
                .contains("The slot channel does not take \"general\": it does not match slotPattern #.+ (and 1 more)");
        assertThat(first.at("/metadata/name")).isNotEqualTo(written.get(1).at("/metadata/name"));
    }

    @Test
    void the_event_of_a_run_with_a_long_name_has_a_name_that_kubernetes_takes() {
        SlotReader channel = reader("channel", new RefusalEvents(client, new FakeClock()));

        channel.read(
                "team-a", run("a".repeat(179) + "-" + "b".repeat(20), "\"tekton-courier.io/channel\":\"general\""));

        await().untilAsserted(() -> assertThat(written).hasSize(1));
        assertThat(written.get(0).at("/metadata/name").asText())
                .matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]+)+");
    }

    private static SlotReader reader(String slot, RefusalEvents events) {
        return new SlotReader(
                Slot.of(new Slot.Parameters(slot, "", "#.+", "", "", "", ""), AddressRule.NONE)
                        .orElseThrow(),
                NamespaceAnnotations.NONE,
                events);
    }

    private static Run run(String annotations) {
        return run("build", annotations);
    }

    private static Run run(String name, String annotations) {
        byte[] json = ("{\"metadata\":{\"name\":\"" + name
                        + "\",\"namespace\":\"team-a\",\"uid\":\"u\",\"annotations\":{" + annotations + "}}}")
                .getBytes(StandardCharsets.UTF_8);
        return RunReader.read(RunKind.TASK_RUN, json, 0, json.length);
    }
}
