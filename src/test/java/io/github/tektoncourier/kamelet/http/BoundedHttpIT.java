package io.github.tektoncourier.kamelet.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.kamelet.SinkTestSupport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hostile receivers of a plain {@code http:} step, as raw sockets. */
class BoundedHttpIT extends SinkTestSupport {

    /** As much as Camel itself would keep in memory until it ends. */
    private static final int ENDLESS = 400_000_000;

    private static final int KEPT = 256 * 1024;

    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();
    private ServerSocket server;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        BoundedHttp.addTo(context);
        return context;
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'Connection: close', 'xxxxxxxx'",
        "'Transfer-Encoding: chunked', '8\r\nxxxxxxxx\r\n'",
    })
    void an_endless_body_is_closed_at_the_bound_and_the_event_was_taken(String header, String repeated)
            throws Exception {
        serve("HTTP/1.1 200 OK\r\n" + header + "\r\n\r\n", repeated);

        Exchange sent = post("");

        assertThat(sent.getException()).isNull();
        assertThat(sent.getMessage().getBody(byte[].class)).hasSize(KEPT);
        assertThat(written.get()).isLessThan(ENDLESS / 4);
    }

    @ParameterizedTest
    @CsvSource({"'X-A: b\r\n'", "'X-A'"})
    void a_head_without_end_is_no_answer(String repeated) throws Exception {
        serve("HTTP/1.1 200 OK\r\n", repeated);

        assertThat(post("").getException()).hasMessageContaining("exceeded").isInstanceOf(IOException.class);
        assertThat(written.get()).isLessThan(ENDLESS / 4);
    }

    @Test
    void interim_answers_without_end_are_no_answer() throws Exception {
        serve("", "HTTP/1.1 102 Processing\r\n\r\n");

        assertThat(post("").getException())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("After 100 interim answers (1xx) there is no answer yet");
        assertThat(written.get()).isLessThan(ENDLESS / 4);
    }

    @Test
    void a_status_that_is_none_is_told_as_the_receivers_fault() throws Exception {
        serve("HTTP/1.1 000 Well\r\nContent-Length: 0\r\n\r\n", new byte[0]);

        assertThat(post("").getException())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("The head of the answer is not one of HTTP");
    }

    @Test
    void a_gzip_bomb_is_unpacked_up_to_the_bound() throws Exception {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            for (int i = 0; i < 20; i++) {
                gzip.write(new byte[1024 * 1024]);
            }
        }
        serve(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + bomb.size() + "\r\n\r\n",
                bomb.toByteArray());

        assertThat(post("").getMessage().getBody(byte[].class)).hasSize(KEPT);
    }

    @ParameterizedTest
    @CsvSource({"'HTTP/1.1 102 Processing\r\n\r\n'", "'HTTP/1.1 200 OK\r\nX: '"})
    void an_answer_that_never_comes_ends_with_the_attempt(String said) throws Exception {
        serve(said, new byte[0]);

        long begun = System.nanoTime();
        Exchange sent = post("&connectTimeout=500&responseTimeout=1000");

        assertThat(sent.getException()).isInstanceOf(IOException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @CsvSource({"'2\r\nContent-Length: 2'", "'2\r\nContent-Length: 3'", "abc", "-1", "''", "99999999999999999999"})
    void a_broken_content_length_is_delivered_once(String length) throws Exception {
        serve("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\nok", new byte[0]);

        Exchange sent = post("");

        assertThat(sent.getException()).isNull();
        assertThat(requests).hasValue(1);
    }

    @Test
    void a_receiver_that_asks_for_patience_is_not_asked_again_here() throws Exception {
        serve("HTTP/1.1 503 No\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n", new byte[0]);

        assertThat(post("").getException()).hasMessageContaining("503");
        assertThat(requests).hasValue(1);
    }

    private Exchange post(String options) {
        String url = "http://127.0.0.1:" + server.getLocalPort() + "/x?httpMethod=POST" + options;
        return template.send(url, exchange -> exchange.getMessage().setBody("{}"));
    }

    private void serve(String head, String repeated) throws IOException {
        serve(head, repeated.repeat(8192 / repeated.length()).getBytes(US_ASCII), ENDLESS / 8192);
    }

    private void serve(String head, byte[] rest) throws IOException {
        serve(head, rest, 1);
    }

    /** Says it and keeps the connection open until the client closes it. */
    private void serve(String head, byte[] rest, int times) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    answer(socket, head.getBytes(US_ASCII), rest, times);
                } catch (IOException gone) {
                    // the client has had enough, or the test is over
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void answer(Socket socket, byte[] head, byte[] rest, int times) throws IOException {
        if (socket.getInputStream().read(new byte[65_536]) > 0) {
            requests.incrementAndGet();
        }
        OutputStream out = socket.getOutputStream();
        out.write(head);
        for (int i = 0; i < times; i++) {
            out.write(rest);
            written.addAndGet(rest.length);
        }
        out.flush();
        socket.setSoTimeout(30_000);
        while (socket.getInputStream().read() >= 0) {
            // its body, then its end
        }
    }
}
