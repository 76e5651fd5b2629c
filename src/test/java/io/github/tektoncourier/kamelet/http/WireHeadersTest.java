package io.github.tektoncourier.kamelet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.tektoncourier.journal.delivery.Verdicts;
import io.github.tektoncourier.kamelet.Events;
import io.github.tektoncourier.kamelet.Receiver;
import io.github.tektoncourier.kamelet.SinkTestSupport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of a route that a sink sends because its file names them. */
class WireHeadersTest extends SinkTestSupport {

    private final Receiver receiver = new Receiver();

    @AfterEach
    void closeReceiver() {
        receiver.close();
    }

    @Test
    void those_that_are_named_go_out_and_no_other() throws Exception {
        receiver.anything(); // a route that sets another content type sends another event than the schemas have
        sink("X-Team, x-number,Content-Type,User-Agent,Idempotency-Key,Cookie", "binary");

        Exchange sent = send(
                with(Map.of(
                        "x-team",
                        "payments",
                        "X-Number",
                        7,
                        "content-type",
                        "application/vnd.team+json",
                        "User-Agent",
                        "ours",
                        "Idempotency-Key",
                        TextNode.valueOf("k\"1"),
                        "Cookie",
                        List.of("a=b"),
                        "X-Other",
                        "no")),
                Events.data());

        assertThat(sent.getException()).isNull();
        Receiver.Request request = receiver.requests.get(0);
        assertThat(request.header("X-Team")).isEqualTo("payments");
        assertThat(request.header("X-Number")).isEqualTo("7");
        assertThat(request.header("Content-Type")).isEqualTo("application/vnd.team+json");
        assertThat(request.header("User-Agent")).isEqualTo("ours");
        assertThat(request.header("Idempotency-Key")).isEqualTo("k\"1");
        assertThat(request.header("Cookie")).isEqualTo("a=b");
        assertThat(request.header("X-Other")).isEmpty();
        assertThat(request.header("ce-id")).isEqualTo(Events.ID);
        assertThat(request.body()).isEqualTo(Events.data());
    }

    @Test
    void one_that_an_event_lacks_stays_out() throws Exception {
        sink("X-Team,X-Empty,Content-Type", "binary");

        send(with(Map.of("X-Empty", " ")), Events.data());

        Receiver.Request request = receiver.requests.get(0);
        assertThat(request.header("X-Team")).isEmpty();
        assertThat(request.header("X-Empty")).isEmpty();
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void they_go_out_with_a_structured_event_too() throws Exception {
        sink("X-Team", "structured");

        send(with(Map.of("X-Team", "payments")), Events.data());

        Receiver.Request request = receiver.requests.get(0);
        assertThat(request.header("X-Team")).isEqualTo("payments");
        assertThat(request.header("Content-Type")).startsWith("application/cloudevents+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b", "a\u0007b", "a\u007fb", "\uD83D\uDE00", "ü", "LONG"})
    void a_value_that_is_no_headers_makes_the_event_a_dead_letter_with_the_reason(String value) throws Exception {
        sink("X-Team", "binary");

        Exchange sent = send(with(Map.of("X-Team", value.replace("LONG", "x".repeat(1_400_000)))), Events.data());

        assertThat(sent.getException()).hasMessageStartingWith("The header X-Team goes out with each event, and its");
        assertThat(sent.getException().getMessage()).hasSizeLessThan(300).doesNotContain("Evil");
        assertThat(Verdicts.meaning(sent.getException()).dead()).isTrue();
        assertThat(receiver.requests).isEmpty();
    }

    @Test
    void a_list_is_no_value_of_a_header() throws Exception {
        sink("X-Team", "binary");

        Exchange sent = send(with(Map.of("X-Team", List.of("a", "b"))), Events.data());

        assertThat(sent.getException()).hasMessageContaining("is not one text");
        assertThat(receiver.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "proxy-authorization",
                "HOST",
                "Content-Length",
                "Content-Encoding",
                "Connection",
                "Keep-Alive",
                "Proxy-Connection",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade",
                "Expect",
                "Cache-Control",
                "Date",
                "Pragma",
                "Via",
                "Warning",
                "ce-id",
                "Ce-Anything",
                "CamelHttpUri",
                "CamelCloudEventID",
                "org.apache.camel.x",
                "X Y",
                "X:Y",
                "X\nY",
                "",
                "X-Ä",
                "X-A,,X-B",
                "X-A,x-a"
            })
    void a_name_that_would_change_the_request_is_refused_at_start(String names) {
        WireHeaders headers = new WireHeaders();

        headers.setNames("X-Ok," + names);

        assertThatThrownBy(headers::check)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("headers names ");
    }

    @Test
    void a_structured_event_has_a_content_type_of_its_own() {
        WireHeaders headers = new WireHeaders();
        headers.setNames("content-type");
        headers.setMode("structured");

        assertThatThrownBy(headers::check).hasMessageContaining("contentMode: binary");
    }

    /** What Camel's HTTP component filters out by itself is refused above; all else that is taken arrives. */
    @Test
    void each_name_that_is_taken_reaches_the_receiver() throws Exception {
        List<String> names = List.of(
                "Accept",
                "Accept-Language",
                "Cookie",
                "ETag",
                "Forwarded",
                "From",
                "If-Match",
                "Idempotency-Key",
                "Link",
                "Origin",
                "Prefer",
                "Priority",
                "PRIVATE-TOKEN",
                "Range",
                "Referer",
                "Traceparent",
                "User-Agent",
                "X-API-Key",
                "X-Forwarded-For",
                "X-GitHub-Api-Version",
                "X-Routing-Key");
        sink(String.join(",", names), "binary");
        Map<String, Object> values = new HashMap<>();
        names.forEach(name -> values.put(name, "v-" + name));

        send(with(values), Events.data());

        Receiver.Request request = receiver.requests.get(0);
        assertThat(names).allSatisfy(name -> assertThat(request.header(name)).isEqualTo("v-" + name));
    }

    private void sink(String headers, String mode) throws Exception {
        loadSink("cloudevents-http-sink", Map.of("url", receiver.url("/in"), "headers", headers, "contentMode", mode));
    }

    private static Map<String, Object> with(Map<String, Object> more) {
        Map<String, Object> headers = new HashMap<>(Events.headers());
        headers.putAll(more);
        return headers;
    }
}
