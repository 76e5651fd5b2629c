package io.github.tektoncourier.kamelet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tektoncourier.cloudevent.Refusal;
import io.github.tektoncourier.cloudevent.Trimming;
import io.github.tektoncourier.run.LargeRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the HTTP sink sends of an event that is too large, by its parameter and by the subscription's word. */
class TrimmedSendsTest extends SinkTestSupport {

    private static final String FULL =
            """
            {"taskRun":{"metadata":{"name":"a"},"spec":{"taskSpec":"%s"},"status":{"conditions":[1],\
            "results":"%s","provenance":"%s"}}}"""
                    .formatted("x".repeat(4000), "z".repeat(2000), "y".repeat(3000));

    private final Receiver receiver = new Receiver();

    @AfterEach
    void closeReceiver() {
        receiver.close();
    }

    @ParameterizedTest
    @CsvSource({
        // maxBytes, trim, the rung that is sent
        "20KiB, 0, 0",
        "9130, 0, 0",
        "9000, 0, 1",
        "3KiB, 0, 2",
        "1KiB, 0, 3",
        "'', 1, 1",
        "'', 3, 3",
        "3KiB, 1, 2",
        "9000, 2, 2",
        "20KiB, 2, 2",
    })
    void it_is_trimmed_to_the_first_rung_that_fits_and_at_least_to_the_one_asked_for(
            String maxBytes, int trim, int rung) throws Exception {
        loadSink("cloudevents-http-sink", Map.of("url", receiver.url("/"), "maxBytes", maxBytes));

        Exchange sent = send(FULL, trim);

        assertThat(sent.getException()).isNull();
        Receiver.Request request = receiver.requests.get(0);
        assertThat(new String(request.body(), UTF_8))
                .isEqualTo(new String(Trimming.trim(FULL.getBytes(UTF_8), rung), UTF_8));
        assertThat(request.header("ce-trimmed")).isEqualTo(rung > 0 ? "true" : "");
        assertThat(request.header("ce-id")).isEqualTo(Events.ID);
        assertThat(request.header("ce-sequence")).isEqualTo("00000000000000000042");
        assertThat(request.header("ce-time")).isEqualTo("2026-11-23T01:02:03Z");
        assertThat(sent.getMessage().getBody(String.class)).isEqualTo(FULL);
        assertThat(sent.getMessage().getHeaders()).isEqualTo(Events.headers());
    }

    @Test
    void structured_events_are_weighed_as_they_are_sent() throws Exception {
        loadSink(
                "cloudevents-http-sink",
                Map.of("url", receiver.url("/"), "maxBytes", "9130", "contentMode", "structured"));

        send(FULL, 0);

        assertThat(receiver.requests.get(0).body().length).isLessThanOrEqualTo(9130);
        assertThat(receiver.taken().get(0).path("trimmed").asText()).isEqualTo("true");
    }

    @Test
    void what_has_nothing_to_leave_out_goes_as_it_is_when_asked_for_less() throws Exception {
        loadSink("cloudevents-http-sink", Map.of("url", receiver.url("/")));

        send("{\"context\":{},\"subject\":{}}", 3);

        assertThat(receiver.requests.get(0).header("ce-trimmed")).isEmpty();
        assertThat(new String(receiver.requests.get(0).body(), UTF_8)).isEqualTo("{\"context\":{},\"subject\":{}}");
    }

    @Test
    void what_fits_on_no_rung_is_refused_with_both_sizes_and_for_good() throws Exception {
        loadSink("cloudevents-http-sink", Map.of("url", receiver.url("/"), "maxBytes", "1KiB"));
        String annotated = FULL.replace("\"name\":\"a\"", "\"name\":\"" + "n".repeat(2000) + "\"");

        Exchange sent = send(annotated, 0);

        assertThat(receiver.requests).isEmpty();
        assertThat(sent.getException()).isInstanceOfSatisfying(TooLargeException.class, refused -> {
            assertThat(((Refusal) refused).forGood()).isTrue();
            assertThat(refused)
                    .hasMessageStartingWith("The event is " + annotated.length() + " bytes as sent, "
                            + Trimming.trim(annotated.getBytes(UTF_8), 3).length)
                    .hasMessageContaining("maxBytes is 1024. Raise maxBytes");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"much", "256 kilobytes", "-1", "0", "1023", "1.5MiB", "99999999999TiB"})
    void a_size_that_is_none_is_refused_at_start(String maxBytes) {
        assertThatThrownBy(
                        () -> loadSink("cloudevents-http-sink", Map.of("url", receiver.url("/"), "maxBytes", maxBytes)))
                .hasStackTraceContaining("maxBytes must be")
                .hasStackTraceContaining("got: '" + maxBytes + "'");
    }

    /** As many servers do: their answer is there before the body is, and then they hang up. */
    @Test
    void a_receiver_that_hangs_up_in_the_middle_of_the_body_is_heard() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> hangUp(server, connections));
            answering.setDaemon(true);
            answering.start();
            loadSink("cloudevents-http-sink", Map.of("url", "http://localhost:" + server.getLocalPort()));
            String large = new String(LargeRun.json("a", 400, 1_400_000), UTF_8);

            for (int i = 1; i <= 10; i++) {
                Exchange sent = send(large, 0);

                assertThat(sent.getException())
                        .isInstanceOfSatisfying(
                                HttpOperationFailedException.class,
                                refused -> assertThat(refused.getStatusCode()).isEqualTo(413));
                assertThat(connections).hasValue(i);
            }
        }
    }

    private static void hangUp(ServerSocket server, AtomicInteger connections) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                connections.incrementAndGet();
                BufferedReader head = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8), 256);
                String line = head.readLine();
                while (line != null && !line.isEmpty()) {
                    line = head.readLine();
                }
                socket.getOutputStream()
                        .write("HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8));
            } catch (IOException e) {
                return;
            }
        }
    }

    private Exchange send(String data, int trim) {
        return template.send("direct:in", exchange -> {
            exchange.getMessage().setHeaders(new HashMap<>(Events.headers()));
            exchange.getMessage().setBody(data.getBytes(UTF_8));
            if (trim > 0) {
                exchange.setVariable("trim", trim);
            }
        });
    }
}
