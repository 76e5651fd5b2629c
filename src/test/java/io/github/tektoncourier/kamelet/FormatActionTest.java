package io.github.tektoncourier.kamelet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tektoncourier.cloudevent.HeaderNames;
import io.github.tektoncourier.cloudevent.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The format Kamelet before a sink Kamelet, over real HTTP. */
class FormatActionTest extends SinkTestSupport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Receiver receiver = new Receiver();

    @AfterEach
    void closeReceiver() {
        receiver.close();
    }

    private void loadRoute(String format) throws Exception {
        load(
                """
                - route:
                    id: formatted
                    from:
                      uri: direct:in
                      steps:
                        - to:
                            uri: kamelet:tekton-format-action
                            parameters:
                              format: "%s"
                        - to:
                            uri: kamelet:cloudevents-http-sink
                            parameters:
                              url: "%s"
                """
                        .formatted(format, receiver.url("/")));
    }

    @Test
    void a_receiver_of_tektons_events_gets_what_tekton_sends() throws Exception {
        loadRoute("tektonv1");

        Exchange sent = send();

        assertThat(sent.getException()).isNull();
        Receiver.Request request = receiver.requests.get(0);
        assertThat(request.headers().keySet().stream()
                        .map(name -> name.toLowerCase(java.util.Locale.ROOT))
                        .filter(name -> name.startsWith("ce-")))
                .containsExactlyInAnyOrder("ce-specversion", "ce-id", "ce-source", "ce-type", "ce-subject", "ce-time");
        assertThat(request.header("ce-source")).isEqualTo("/apis/tekton.dev/v1/namespaces/ci/TaskRun/unit");
        assertThat(request.header("ce-id")).isEqualTo(Events.ID);
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        JsonNode run = JSON.readTree(request.body()).path("taskRun");
        assertThat(run.has("apiVersion")).isFalse();
        assertThat(run.at("/status/podName").asText("absent")).isEmpty();
    }

    @Test
    void a_cdevent_arrives_with_its_own_type_and_the_link_of_the_setting() throws Exception {
        Properties properties = new Properties();
        properties.put("courier.run-url", "https://dash.example.com/{namespace}/{resource}/{name}");
        context.getPropertiesComponent().setOverrideProperties(properties);
        loadRoute("cdevents");

        Exchange sent = send();

        assertThat(sent.getException()).isNull();
        Receiver.Request request = receiver.requests.get(0);
        assertThat(request.header("ce-type")).isEqualTo("dev.cdevents.taskrun.finished.0.3.0");
        JsonNode cdEvent = JSON.readTree(request.body());
        assertThat(cdEvent.at("/context/id").asText()).isEqualTo(request.header("ce-id"));
        assertThat(cdEvent.at("/context/chainId").asText()).isEqualTo("0a1b2c3d");
        assertThat(cdEvent.at("/subject/content/outcome").asText()).isEqualTo("failure");
        assertThat(cdEvent.at("/subject/content/uri").asText()).isEqualTo("https://dash.example.com/ci/taskruns/unit");
    }

    @Test
    void without_a_setting_the_link_is_the_api_servers() throws Exception {
        context.getRegistry().bind(FormatAction.API_SERVER, "https://10.9.8.7:6443/");
        loadRoute("cdevents");

        send();

        assertThat(JSON.readTree(receiver.requests.get(0).body())
                        .at("/subject/content/uri")
                        .asText())
                .isEqualTo("https://10.9.8.7:6443/apis/tekton.dev/v1/namespaces/ci/taskruns/unit");
    }

    @Test
    void default_leaves_everything_as_it_is() throws Exception {
        loadRoute("default");

        Exchange sent = send();

        assertThat(receiver.requests.get(0).body()).isEqualTo(Events.data());
        assertThat(sent.getMessage().getHeaders()).isEqualTo(Events.headers());
    }

    @Test
    void the_route_ends_for_an_event_that_the_form_does_not_have() throws Exception {
        loadRoute("tektonv1");
        Map<String, Object> coreEvent = new HashMap<>(Events.headers());
        coreEvent.put(HeaderNames.of("type"), "io.github.tektoncourier.taskrun.kubernetesevent.v1");

        Exchange sent = send(coreEvent, "{\"event\":{}}".getBytes(UTF_8));

        assertThat(sent.getException()).isNull();
        assertThat(receiver.requests).isEmpty();
    }

    @Test
    void an_event_that_cannot_be_turned_is_thrown_back_and_not_swallowed() throws Exception {
        loadRoute("cdevents");
        for (String data : List.of("", "{", "{\"taskRun\":7}", "\u0000")) {
            Exchange sent = send(Events.headers(), data.getBytes(UTF_8));

            assertThat(sent.getException()).isInstanceOf(Refusal.class);
        }
        assertThat(receiver.requests).isEmpty();
    }

    @Test
    void a_run_url_that_makes_no_link_stops_the_route_from_starting() {
        Properties properties = new Properties();
        properties.put("courier.run-url", "javascript:alert(1)");
        context.getPropertiesComponent().setOverrideProperties(properties);

        assertThatThrownBy(() -> loadRoute("tektonv1")).hasStackTraceContaining("must begin with http");
    }

    @Test
    void a_format_that_does_not_exist_stops_the_route_from_starting() {
        assertThatThrownBy(() -> loadRoute("xml"))
                .hasStackTraceContaining("There is no format 'xml'. Choose one of: default, tektonv1, cdevents.");
    }
}
