package io.github.tektoncourier.sink;

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
    void a_commit_status_goes_to_the_commit_that_the_run_names_and_nowhere_else() throws Exception {
        receiver.anything();
        loadExample("github-status", Map.of("github.url", receiver.url(""), "github.token", "ghp_1"));
        String run =
                "{\"pipelineRun\":{\"spec\":{\"params\":[{\"name\":\"sha\",\"value\":\"%s\"},{\"name\":\"repo\",\"value\":\"%s\"}]}}}";

        Exchange good =
                send(Events.headers(), run.formatted("0a1b2c", "acme/app").getBytes(UTF_8));
        Exchange hostile = send(
                Events.headers(),
                run.formatted("../../x?a={{github.token}}", "acme/app").getBytes(UTF_8));
        Exchange up = send(Events.headers(), run.formatted("0a1b2c", "acme/..").getBytes(UTF_8));
        Exchange none = send(Events.headers(), run.formatted("0a1b2c", "").getBytes(UTF_8));
        Exchange without = send(Events.headers(), "{\"pipelineRun\":{\"spec\":{}}}".getBytes(UTF_8));

        assertThat(good.getException()).isNull();
        assertThat(hostile.getException()).isNull();
        assertThat(up.getException()).hasStackTraceContaining("variable repo");
        assertThat(none.getException()).hasStackTraceContaining("variable owner");
        assertThat(without.getException()).isNull();
        assertThat(receiver.requests)
                .extracting(Receiver.Request::target)
                .containsExactly(
                        "/repos/acme/app/statuses/0a1b2c",
                        "/repos/acme/app/statuses/..%2F..%2Fx%3Fa%3D%7B%7Bgithub.token%7D%7D");
        assertThat(receiver.requests.get(0).header("Authorization")).isEqualTo("Bearer ghp_1");
        assertThat(receiver.requests.get(0).method()).isEqualTo("POST");
        assertThat(new String(receiver.requests.get(0).body(), UTF_8)).contains("\"state\":\"failure\"");
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
                            "camel-cloudevents",
                            "content-router",
                            "github-status",
                            "kafka-topic-per-namespace"); // the last one in KafkaSinkIT, which has a broker
            for (String name : names) {
                assertThat(Path.of("examples", name, "README.md"))
                        .content()
                        .contains("./courier run --sinks examples/" + name);
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
