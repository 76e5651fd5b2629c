package io.github.tektoncourier.kamelet.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonCloudEventData;
import io.github.tektoncourier.kamelet.Events;
import io.github.tektoncourier.kamelet.Receiver;
import io.github.tektoncourier.kamelet.SinkTestSupport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventsHttpSinkTest extends SinkTestSupport {

    private final Receiver receiver = new Receiver();

    @AfterEach
    void closeReceiver() {
        receiver.close();
    }

    @Test
    void binary_mode_is_what_the_sdk_reads_back() throws Exception {
        loadSink("cloudevents-http-sink", Map.of("url", receiver.url("/events?team=a")));

        Exchange sent = send();

        assertThat(sent.getException()).isNull();
        Receiver.Request request = receiver.requests.get(0);
        assertThat(request.method() + " " + request.target()).isEqualTo("POST /events?team=a");
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertThat(request.header("ce-subject")).isEqualTo("unit%20%2250%25%22%20gr%C3%BCn%0D%0AX-Evil:%201");
        CloudEvent event = decode(request);
        assertThat(event.getId()).isEqualTo(Events.ID);
        assertThat(event.getSubject()).isEqualTo("unit \"50%\" grün\r\nX-Evil: 1");
        assertThat(event.getExtension("partitionkey")).isEqualTo("0a1b2c3d");
        assertThat(Objects.requireNonNull(event.getData()).toBytes()).isEqualTo(Events.data());
    }

    @ParameterizedTest
    @CsvSource({"bearerToken, t\u00f6ken, beyond ASCII", "username, a:b, username has a colon"})
    void credentials_that_would_arrive_as_others_are_refused(String name, String value, String words) {
        assertThatThrownBy(() -> loadSink("cloudevents-http-sink", Map.of("url", receiver.url("/"), name, value)))
                .rootCause()
                .hasMessageContaining(words)
                .hasMessageNotContaining(value);
    }

    @Test
    void a_token_with_a_control_character_is_refused() {
        HttpReceiver sink = new HttpReceiver();
        sink.setUrl(receiver.url("/"));
        sink.setBearerToken("a\0b");

        assertThatThrownBy(() -> sink.configureHttpClient(HttpClientBuilder.create()))
                .hasMessageContaining("bearerToken has a control character");
    }

    @Test
    void an_empty_response_timeout_is_the_default() throws Exception {
        loadSink("cloudevents-http-sink", Map.of("url", receiver.url("/"), "responseTimeout", ""));

        assertThat(send().getException()).isNull();
    }

    @Test
    void structured_mode_is_what_the_sdk_reads_back() throws Exception {
        loadSink("cloudevents-http-sink", Map.of("url", receiver.url("/"), "contentMode", "structured"));

        send();

        Receiver.Request request = receiver.requests.get(0);
        assertThat(request.header("Content-Type")).isEqualTo("application/cloudevents+json; charset=UTF-8");
        assertThat(request.headers().keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("ce-"));
        CloudEvent event = decode(request);
        assertThat(event.getType()).isEqualTo("dev.tekton.event.taskrun.failed.v1");
        assertThat(event.getExtension("sequence")).isEqualTo("00000000000000000042");
        assertThat(((JsonCloudEventData) Objects.requireNonNull(event.getData()))
                        .getNode()
                        .at("/taskRun/metadata/annotations/note")
                        .asText())
                .isEqualTo("grün \"ok\"");
    }

    @Test
    void nothing_but_the_event_reaches_the_wire_and_no_header_steers_the_request() throws Exception {
        loadSink("cloudevents-http-sink", Map.of("url", receiver.url("/right")));
        Map<String, Object> headers = new HashMap<>(Events.headers());
        headers.put("CamelHttpUri", "http://localhost:1/stolen");
        headers.put("CamelHttpPath", "/stolen");
        headers.put("CamelHttpQuery", "stolen=1");
        headers.put("CamelHttpMethod", "DELETE");
        headers.put("X-Internal", "secret");
        headers.put("ce-forged", "1");
        headers.put("Authorization", "Bearer stolen");
        headers.put("Content-Encoding", "gzip");

        Exchange sent = send(headers, Events.data());

        assertThat(sent.getException()).isNull();
        Receiver.Request request = receiver.requests.get(0);
        assertThat(request.method() + " " + request.target()).isEqualTo("POST /right");
        assertThat(request.headers().keySet().stream().map(n -> n.toLowerCase(Locale.ROOT)))
                .containsExactlyInAnyOrder(
                        "ce-specversion",
                        "ce-id",
                        "ce-source",
                        "ce-type",
                        "ce-subject",
                        "ce-time",
                        "ce-dataschema",
                        "ce-kind",
                        "ce-namespace",
                        "ce-outcome",
                        "ce-partitionkey",
                        "ce-runuid",
                        "ce-sequence",
                        "content-type",
                        "content-length",
                        "host",
                        "connection",
                        "user-agent");
    }

    @Test
    void steps_behind_the_sink_find_the_event_unharmed() throws Exception {
        load(
                """
                - route:
                    id: two-sinks
                    from:
                      uri: direct:in
                      steps:
                        - to: { uri: "kamelet:cloudevents-http-sink", parameters: { url: "%s", contentMode: structured } }
                        - to: { uri: "kamelet:cloudevents-http-sink", parameters: { url: "%s" } }
                """
                        .formatted(receiver.url("/first"), receiver.url("/second")));

        Exchange sent = send();

        assertThat(sent.getMessage().getHeaders()).isEqualTo(Events.headers());
        assertThat(sent.getMessage().getBody()).isEqualTo(Events.data());
        assertThat(receiver.requests).extracting(Receiver.Request::target).containsExactly("/first", "/second");
        assertThat(decode(receiver.requests.get(1)).getId()).isEqualTo(Events.ID);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 400, 413, 429, 500, 503})
    void anything_but_2xx_reaches_the_caller_with_status_and_headers_after_one_request(int status) throws Exception {
        receiver.answer(status, Map.of("Retry-After", "7", "Location", receiver.url("/elsewhere")), "no such team");
        loadSink("cloudevents-http-sink", Map.of("url", receiver.url("/hooks/s3cret?token=s3cret")));

        Exchange sent = send();

        assertThat(receiver.requests).hasSize(1);
        assertThat(sent.getException()).isInstanceOfSatisfying(HttpOperationFailedException.class, failure -> {
            assertThat(failure.getStatusCode()).isEqualTo(status);
            assertThat(failure.getResponseHeaders()).containsEntry("Retry-after", "7");
            assertThat(failure.getResponseBody()).isEqualTo("no such team");
            assertThat(failure.toString() + failure.getUri()).doesNotContain("s3cret");
        });
        assertThat(sent.getMessage().getBody()).isEqualTo(Events.data());
    }

    @Test
    void a_bearer_token_is_sent_and_never_shown() throws Exception {
        loadSink("cloudevents-http-sink", Map.of("url", receiver.url("/"), "bearerToken", "s3cret+/="));

        send();

        assertThat(receiver.requests.get(0).header("Authorization")).isEqualTo("Bearer s3cret+/=");
        assertThat(context.getEndpoints())
                .allSatisfy(e -> assertThat(e.toString()).doesNotContain("s3cret"));
    }

    @Test
    void a_user_and_password_are_sent_without_being_asked_for() throws Exception {
        loadSink("cloudevents-http-sink", Map.of("url", receiver.url("/"), "username", "ci", "password", "pä ss"));

        send();

        assertThat(receiver.requests.get(0).header("Authorization")).isEqualTo("Basic Y2k6cMOkIHNz");
    }

    @Test
    void a_url_encoded_as_a_whole_is_taken_as_it_was_meant() throws Exception {
        String encoded = URLEncoder.encode(receiver.url("/a?b=c"), UTF_8);
        loadSink("cloudevents-http-sink", Map.of("url", encoded));

        send();

        assertThat(receiver.requests).extracting(Receiver.Request::target).containsExactly("/a?b=c");
    }

    @Test
    void a_receiver_that_does_not_answer_costs_no_more_than_the_timeout() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            loadSink(
                    "cloudevents-http-sink",
                    Map.of("url", "http://localhost:" + silent.getLocalPort() + "/", "responseTimeout", "200ms"));
            long start = System.nanoTime();

            Exchange sent = send();

            assertThat(sent.getException()).isInstanceOf(IOException.class);
            assertThat(System.nanoTime() - start).isLessThan(3_000_000_000L);
        }
    }

    @Test
    void a_receiver_that_answers_without_end_is_cut_short() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread endless = new Thread(() -> answerWithoutEnd(server));
            endless.start();
            loadSink("cloudevents-http-sink", Map.of("url", "http://localhost:" + server.getLocalPort() + "/"));

            Exchange sent = send();

            assertThat(sent.getException()).isInstanceOfSatisfying(HttpOperationFailedException.class, failure -> {
                assertThat(failure.getStatusCode()).isEqualTo(500);
                assertThat(failure.getResponseBody()).hasSize(256 * 1024);
            });
            endless.join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: 1\r\n", "no line break ", "X: 1\r\n folded "})
    void a_receiver_whose_headers_never_end_fills_no_memory(String again) throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            AtomicLong sent = new AtomicLong();
            Thread endless = new Thread(() -> headWithoutEnd(server, again, sent));
            endless.start();
            loadSink("cloudevents-http-sink", Map.of("url", "http://localhost:" + server.getLocalPort() + "/"));

            Exchange exchange = send();

            assertThat(exchange.getException()).isInstanceOf(IOException.class).hasMessageContaining("Maximum");
            endless.join();
            assertThat(sent.get()).isLessThan(64 * 1024 * 1024);
        }
    }

    private static void headWithoutEnd(ServerSocket server, String again, AtomicLong sent) {
        byte[] part = again.repeat(1_000).getBytes(UTF_8);
        try (var socket = server.accept()) {
            socket.getOutputStream().write("HTTP/1.1 500 No\r\n".getBytes(UTF_8));
            while (sent.get() < 256 * 1024 * 1024) { // what is read of it by a client without a bound
                socket.getOutputStream().write(part);
                sent.addAndGet(part.length);
            }
        } catch (IOException hungUp) {
            return; // what the test waits for
        }
    }

    private static void answerWithoutEnd(ServerSocket server) {
        try (var socket = server.accept()) {
            socket.getOutputStream().write("HTTP/1.1 500 No\r\nContent-Type: text/plain\r\n\r\n".getBytes(UTF_8));
            while (true) {
                socket.getOutputStream().write("no ".repeat(1_000).getBytes(UTF_8));
            }
        } catch (IOException hungUp) {
            return; // what the test waits for
        }
    }

    @Test
    void a_message_that_is_no_event_says_what_is_missing() throws Exception {
        loadSink("cloudevents-http-sink", Map.of("url", receiver.url("/")));

        Exchange sent = send(Map.of("CamelCloudEventSource", "/a", "CamelCloudEventType", "t"), Events.data());

        assertThat(sent.getException()).hasMessageContaining("header CamelCloudEventID is missing");
        assertThat(receiver.requests).isEmpty();
    }

    @Test
    void a_wrong_setting_is_refused_at_start() {
        assertThatThrownBy(() ->
                        loadSink("cloudevents-http-sink", Map.of("url", receiver.url("/"), "contentMode", "structred")))
                .hasRootCauseMessage("contentMode must be binary or structured, got: 'structred'");
        assertThatThrownBy(() -> loadSink("cloudevents-http-sink", Map.of("url", "ftp://ci.example.com")))
                .hasStackTraceContaining("must begin with http:// or https://");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            https://my_service.example/x | has an underscore, which host names cannot have (RFC 1123). Give it a name without, e.g. by a CNAME
            https://ex*mple.com/x        | has a character that no host name can have. Host names are letters, digits, '-' and '.'
            """)
    void a_host_that_no_name_can_be_is_refused_by_the_right_words(String url, String words) {
        assertThatThrownBy(() -> HttpAddress.parse(url)).hasMessageEndingWith("The host in the sink's URL " + words);
    }

    @Test
    void a_host_with_letters_beyond_ascii_is_asked_for_as_dns_has_it() {
        assertThat(HttpAddress.parse("https://Bücher.example/x").origin()).isEqualTo("https://xn--bcher-kva.example");
    }

    /** The SDK leaves percent-encoded header values as they are. */
    private static CloudEvent decode(Receiver.Request request) {
        return HttpMessageFactory.createReader(
                        consumer -> request.headers()
                                .forEach((name, values) -> consumer.accept(
                                        name, URLDecoder.decode(values.get(0).replace("+", "%2B"), UTF_8))),
                        request.body())
                .toEvent();
    }
}
