package io.github.tektoncourier.kamelet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.http.HttpMessageFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every file under {@code examples/}, with {@code direct:in} in the place of the journal. */
class ExamplesTest extends SinkTestSupport {

    /** Examples that are not started by a sinks folder. */
    private static final Map<String, String> STARTED_BY =
            Map.of("reuse", "org.example.App", "tenant-webhook", "./courier validate examples/tenant-webhook");

    private final Receiver receiver = new Receiver();

    @AfterEach
    void closeReceiver() {
        receiver.close();
    }

    @Test
    void audit_sends_failures_and_nothing_else() throws Exception {
        loadExample("audit", Map.of("audit.url", receiver.url("/audit")));
        Map<String, Object> running = new HashMap<>(Events.headers());
        running.put("CamelCloudEventType", "dev.tekton.event.taskrun.running.v1");

        assertThat(send().getException()).isNull();
        assertThat(send(running, Events.data()).getException()).isNull();

        assertThat(receiver.requests).hasSize(1);
        assertThat(receiver.requests.get(0).header("ce-type")).isEqualTo("dev.tekton.event.taskrun.failed.v1");
    }

    @Test
    void a_receiver_of_tektons_own_events_never_notices() throws Exception {
        loadExample("as-tekton", Map.of("as-tekton.url", receiver.url("/tekton")));

        assertThat(send().getException()).isNull();

        Receiver.Request request = receiver.requests.get(0);
        assertThat(request.header("ce-source")).isEqualTo("/apis/tekton.dev/v1/namespaces/ci/TaskRun/unit");
        assertThat(request.header("ce-namespace")).isEmpty();
        assertThat(new String(request.body(), UTF_8))
                .doesNotContain("apiVersion")
                .contains("\"serviceAccountName\":\"\"");
    }

    @Test
    void camels_own_data_type_works_on_our_headers() throws Exception {
        loadExample("camel-cloudevents", Map.of("camel-cloudevents.url", receiver.url("/ce")));
        Map<String, Object> headers = new HashMap<>(Events.headers());
        headers.put("CamelCloudEventSubject", "unit");

        Exchange sent = send(headers, Events.data());

        assertThat(sent.getException()).isNull();
        Receiver.Request request = receiver.requests.get(0);
        assertThat(request.target()).isEqualTo("/ce");
        var event = HttpMessageFactory.createReader(
                        consumer -> request.headers().forEach((name, values) -> consumer.accept(name, values.get(0))),
                        request.body())
                .toEvent();
        assertThat(event.getId()).isEqualTo(Events.ID);
        assertThat(event.getSubject()).isEqualTo("unit");
        assertThat(event.getType()).isEqualTo("dev.tekton.event.taskrun.failed.v1");
        assertThat(request.body()).isEqualTo(Events.data());
    }

    @Test
    void the_content_router_decides_by_header_and_by_body() throws Exception {
        loadExample(
                "content-router",
                Map.of("payments.url", receiver.url("/payments"), "search.url", receiver.url("/search")));
        Map<String, Object> payments = new HashMap<>(Events.headers());
        payments.put("CamelCloudEventNamespace", "payments-prod");
        byte[] search = "{\"pipelineRun\":{\"metadata\":{\"labels\":{\"team\":\"search\"}}}}".getBytes(UTF_8);

        assertThat(send(payments, Events.data()).getException()).isNull();
        assertThat(send(Events.headers(), search).getException()).isNull();
        assertThat(send().getException()).isNull();

        assertThat(receiver.requests).extracting(Receiver.Request::target).containsExactly("/payments", "/search");
    }

    @Test
    void every_example_is_run_here_and_says_how_to_start_it() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("examples"))) {
            List<String> names =
                    folders.map(f -> f.getFileName().toString()).sorted().toList();
            assertThat(names)
                    .containsExactly(
                            "as-tekton",
                            "audit",
                            "audit-kafka", // in KafkaSinkIT, which has a broker
                            "camel-cloudevents",
                            "cdevents-broker", // from here in ReceiversTest, but for the next two and for Kafka
                            "cel-router", // by its test file
                            "content-router",
                            "discord",
                            "email", // in EmailExampleTest
                            "file",
                            "github-status",
                            "gitlab-status",
                            "kafka-topic-per-namespace", // in KafkaSinkIT
                            "pagerduty",
                            "reuse", // an application of its own: in ReuseIT
                            "run-hooks", // by its test, in ExampleMutationTest, too
                            "signed-webhook", // by its test, in ExampleMutationTest, too
                            "slack-channel-per-team", // by its test, in ExampleMutationTest, too
                            "slack-failures",
                            "slack-live", // by its test, and in LivingSlackIT
                            "teams",
                            "tenant-webhook", // by its test, and in RegisteredSinksTest
                            "triggers", // by its test, in ExampleMutationTest, too
                            "webhook");
            for (String name : names) {
                assertThat(Path.of("examples", name, "README.md"))
                        .content()
                        .contains(STARTED_BY.getOrDefault(name, "./courier run --sinks examples/" + name));
            }
        }
    }

    private void loadExample(String name, Map<String, String> settings) throws Exception {
        Properties properties = new Properties();
        properties.putAll(settings);
        context.getPropertiesComponent().setOverrideProperties(properties);
        load(fromDirect(Files.readString(Path.of("examples", name, name + ".camel.yaml"))));
    }
}
