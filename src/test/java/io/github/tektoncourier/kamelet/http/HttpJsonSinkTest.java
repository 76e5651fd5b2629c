package io.github.tektoncourier.kamelet.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tektoncourier.journal.delivery.Verdicts;
import io.github.tektoncourier.kamelet.Events;
import io.github.tektoncourier.kamelet.Receiver;
import io.github.tektoncourier.kamelet.SinkTestSupport;
import io.github.tektoncourier.kamelet.TooLargeException;
import java.net.URLEncoder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Kamelet http-json-sink against a real HTTP server. */
class HttpJsonSinkTest extends SinkTestSupport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Receiver receiver = new Receiver().anything();

    @AfterEach
    void closeReceiver() {
        receiver.close();
    }

    @Test
    void a_webhook_gets_what_jq_makes_of_the_event() throws Exception {
        sink(Map.of(
                "body",
                "{text: \\\"\\\\(.taskRun.metadata.name) in \\\\(header(\\\"CamelCloudEventNamespace\\\"))\\\"}",
                "bearerToken",
                "s3cret"));

        Exchange sent = send();

        assertThat(sent.getException()).isNull();
        Receiver.Request request = receiver.requests.get(0);
        assertThat(request.method() + " " + request.target()).isEqualTo("POST /hook?k=s3cret");
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertThat(request.header("Authorization")).isEqualTo("Bearer s3cret");
        assertThat(request.headers().keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("ce-"));
        assertThat(body(request)).isEqualTo(JSON.readTree("{\"text\":\"unit in ci\"}"));
        assertThat(sent.getMessage().getBody()).isEqualTo(Events.data());
        assertThat(sent.getMessage().getHeaders()).isEqualTo(Events.headers());
    }

    @ParameterizedTest
    @CsvSource({"POST", "PUT", "PATCH"})
    void the_method_is_the_files(String method) throws Exception {
        sink(Map.of("method", method));

        assertThat(send().getException()).isNull();

        assertThat(receiver.requests.get(0).method()).isEqualTo(method);
        assertThat(receiver.requests.get(0).body()).isEqualTo(JSON.writeValueAsBytes(JSON.readTree(Events.data())));
    }

    @Test
    void headers_go_out_where_they_are_named_and_no_run_chooses_method_or_address() throws Exception {
        sink(Map.of("headers", "X-Team,Content-Type"));
        Map<String, Object> headers = new HashMap<>(Events.headers());
        headers.putAll(Map.of(
                "X-Team",
                "a",
                "content-type",
                "application/vnd.a+json",
                "X-Other",
                "b",
                "CamelHttpMethod",
                "DELETE",
                "CamelHttpUri",
                receiver.url("/elsewhere"),
                "CamelHttpPath",
                "/x",
                "CamelHttpQuery",
                "x=y",
                "Authorization",
                "Bearer stolen"));

        assertThat(send(headers, Events.data()).getException()).isNull();

        Receiver.Request request = receiver.requests.get(0);
        assertThat(request.method() + " " + request.target()).isEqualTo("POST /hook?k=s3cret");
        assertThat(request.header("X-Team")).isEqualTo("a");
        assertThat(request.header("Content-Type")).isEqualTo("application/vnd.a+json");
        assertThat(request.header("X-Other") + request.header("Authorization")).isEmpty();
    }

    @Test
    void what_jq_makes_goes_out_by_camels_own_step_too() throws Exception {
        load(
                """
                - route:
                    id: by-camel
                    from:
                      uri: direct:in
                      steps:
                        - setBody: { jq: '{a: .taskRun.metadata.annotations.note, "b": "\\(1 + 1)"}' }
                        - setHeader: { name: Content-Type, constant: application/json }
                        - to: { uri: "%s", parameters: { httpMethod: POST } }
                """
                        .formatted(receiver.url("/own")));

        assertThat(send(Map.of(), Events.data()).getException()).isNull();

        Receiver.Request request = receiver.requests.get(0);
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertThat(body(request)).isEqualTo(JSON.readTree("{\"a\":\"grün \\\"ok\\\"\",\"b\":\"2\"}"));
    }

    @Test
    void a_tenants_program_beyond_its_budget_makes_a_dead_letter_with_the_reason() throws Exception {
        sink(Map.of("guarded", "true", "url", "https://hooks.example.com", "body", "[range(1e9)]"));

        Throwable failure = send().getException();

        assertThat(Verdicts.meaning(failure).dead()).isTrue();
        assertThat(failure).hasMessageContaining("The jq program takes more than 2000000 steps");
        assertThat(receiver.requests).isEmpty();
    }

    @Test
    void a_guarded_address_inside_is_refused_when_the_route_is_made() {
        assertThatThrownBy(() -> sink(Map.of("guarded", "true")))
                .hasStackTraceContaining("localhost is a name inside of a cluster, a machine or a company");
    }

    @Test
    void what_jq_makes_nothing_of_is_not_sent() throws Exception {
        sink(Map.of("body", "select(.pipelineRun) | {a: 1}"));

        Exchange sent = send();

        assertThat(sent.getException()).isNull();
        assertThat(sent.isRouteStop()).isFalse();
        assertThat(receiver.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ".none | gives null",
                ".[], .[] | gives several values",
                ".taskRun.metadata.name.x | fails for this event: Cannot index string with",
                "error(\\\"no team\\\") | fails for this event: no team",
            })
    void what_is_no_body_says_why(String body, String why) throws Exception {
        sink(Map.of("body", body));

        Exchange sent = send();

        assertThat(sent.getException()).hasMessageContaining("The jq of body " + why);
        assertThat(Verdicts.meaning(sent.getException()).dead()).isFalse();
        assertThat(receiver.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 413, 429, 500})
    void anything_but_2xx_reaches_the_caller(int status) throws Exception {
        receiver.answer(status, Map.of("Retry-After", "7"), "no");
        sink(Map.of());

        Exchange sent = send();

        assertThat(receiver.requests).hasSize(1);
        assertThat(sent.getException()).hasMessageContaining("statusCode: " + status);
        assertThat(sent.getException().toString()).doesNotContain("s3cret");
        assertThat(sent.getMessage().getBody()).isEqualTo(Events.data());
    }

    @Test
    void a_body_beyond_maxBytes_is_made_of_a_trimmed_event() throws Exception {
        sink(Map.of("maxBytes", "2KiB"));

        assertThat(send(Events.headers(), large("spec")).getException()).isNull();

        assertThat(receiver.requests.get(0).body()).hasSizeLessThan(2_048);
    }

    @Test
    void one_that_stays_beyond_it_is_a_dead_letter() throws Exception {
        sink(Map.of("maxBytes", "2KiB"));

        Exchange sent = send(Events.headers(), large("metadata"));

        assertThat(sent.getException()).isInstanceOf(TooLargeException.class);
        assertThat(receiver.requests).isEmpty();
    }

    @Test
    void a_wrong_setting_is_refused_at_start() {
        assertThatThrownBy(() -> sink(Map.of("method", "GET"))).hasStackTraceContaining("method must be POST, PUT");
        assertThatThrownBy(() -> sink(Map.of("body", "{a: "))).hasStackTraceContaining("Illegal syntax: {a:");
        assertThatThrownBy(() -> sink(Map.of("headers", "Host"))).hasStackTraceContaining("headers names Host");
    }

    private void sink(Map<String, String> parameters) throws Exception {
        Map<String, String> all = new LinkedHashMap<>(Map.of("url", receiver.url("/hook?k=s3cret")));
        all.put("url", URLEncoder.encode(all.get("url"), UTF_8));
        all.putAll(parameters);
        loadSink("http-json-sink", all);
    }

    private static byte[] large(String where) {
        String taskSpec = "{\"steps\":[{\"script\":\"" + "x".repeat(5_000) + "\"}]}";
        return ("{\"taskRun\":{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"unit\""
                        + (where.equals("metadata") ? ",\"labels\":{\"a\":\"" + "x".repeat(5_000) + "\"}" : "")
                        + "},\"spec\":{\"taskSpec\":" + taskSpec + "}}}")
                .getBytes(UTF_8);
    }

    private static JsonNode body(Receiver.Request request) throws Exception {
        return JSON.readTree(request.body());
    }
}
