package io.github.tektoncourier.ops;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What reaches the pod may send anything to the port; health and metrics are answered all the same. */
@Execution(ExecutionMode.CONCURRENT)
class ManagementServerTest {

    private final AtomicInteger workedOut = new AtomicInteger();
    private final List<Socket> open = new ArrayList<>();
    private final BlockingQueue<ApiRequest> asked = new LinkedBlockingQueue<>();
    private ManagementServer server;

    @BeforeEach
    void open() throws IOException {
        Supplier<Page> live = () -> {
            workedOut.incrementAndGet();
            return Page.json(200, "{\"status\":\"UP\"}");
        };
        Supplier<Page> broken = () -> {
            throw new IllegalStateException("no journal");
        };
        server = ManagementServer.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Map.of("/live", live, "/broken", broken),
                request -> {
                    asked.add(request);
                    if (request.query().equals("broken")) {
                        throw new IllegalStateException("no journal");
                    }
                    return Page.json(200, "{}").with(Map.of("X-Path", request.path()));
                });
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    GET /live HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n                                         | 200
                    GET /live?data=true HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n                               | 200
                    GET /live HTTP/1.1\\r\\n\\r\\n                                                      | 200
                    GET /live HTTP/1.0\\r\\n\\r\\n                                                      | 200
                    HEAD /live HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n                                        | 200
                    GET /broken HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n                                       | 500
                    GET /other HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n                                        | 404
                    GET /%zz HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n                                          | 404
                    POST /live HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 300000000\\r\\n\\r\\nabc      | 405
                    GET /live HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nfffffff  | 200
                    GET /live HTTP/1.1\\r\\nConnection: Upgrade, HTTP2-Settings\\r\\nUpgrade: h2c\\r\\nHTTP2-Settings: AAA\\r\\n\\r\\n | 200
                    PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n                                            | 4
                    nonsense\\r\\n\\r\\n                                                                | 4
                    """)
    void each_request_has_its_answer(String request, String status) throws IOException {
        Socket client = connect();
        send(client, request.replace("\\r", "\r").replace("\\n", "\n"));

        assertThat(head(client)).startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    GET /api/v1/x?a=b HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n                                          | 200
                    GET /api/v1/x?broken HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n                                       | 500
                    POST /api/v1/x HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 3\\r\\n\\r\\nabc                 | 200
                    POST /api/v1/x HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n2\\r\\nab\\r\\n1\\r\\nc\\r\\n0\\r\\n\\r\\n | 200
                    POST /api/v1/x HTTP/1.1\\r\\nHost: x\\r\\nExpect: 100-continue\\r\\nContent-Length: 3\\r\\n\\r\\n | 100
                    POST /api/v1/x HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n        | 400
                    OPTIONS /api/v1/x HTTP/1.1\\r\\nHost: x\\r\\nOrigin: http://evil\\r\\n\\r\\n                 | 200
                    POST /apis HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 0\\r\\n\\r\\n                        | 405
                    """)
    void the_api_has_its_body_and_no_answer_lets_other_origins_in(String request, String status) throws Exception {
        Socket client = connect();
        send(client, request.replace("\\r", "\r").replace("\\n", "\n"));

        assertThat(head(client)).startsWith("HTTP/1.1 " + status).doesNotContain("Access-Control");
        if (request.endsWith("abc") || request.contains("chunked") && status.equals("200")) {
            assertThat(Objects.requireNonNull(asked.poll(10, TimeUnit.SECONDS)).body())
                    .asString()
                    .isEqualTo("abc");
        }
    }

    @Test
    void a_body_that_is_too_large_is_refused_and_its_connection_closed() throws IOException {
        Socket client = connect();
        send(client, "POST /api/v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 300000000\r\n\r\n" + "a".repeat(20_000));

        assertThat(head(client)).startsWith("HTTP/1.1 413").contains("connection: close");
        assertThat(asked).isEmpty();
    }

    @Test
    void a_connection_takes_one_request_with_a_body_after_the_other() throws IOException {
        Socket client = connect();
        for (int i = 0; i < 3; i++) {
            send(client, "POST /api/v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
            assertThat(head(client)).startsWith("HTTP/1.1 200").contains("X-Path: /api/v1/x");
            assertThat(client.getInputStream().readNBytes(2)).hasSize(2);
        }
    }

    @Test
    void a_head_without_end_is_refused_and_its_connection_closed() throws IOException {
        Socket client = connect();
        send(client, "GET /live HTTP/1.1\r\nX: " + "a".repeat(9_000));

        assertThat(head(client)).startsWith("HTTP/1.1 431");
    }

    @Test
    void a_connection_answers_one_request_after_the_other() throws IOException {
        Socket client = connect();
        for (int i = 0; i < 3; i++) {
            send(client, "GET /live HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(head(client)).startsWith("HTTP/1.1 200").contains("nosniff");
            assertThat(client.getInputStream().readNBytes(15)).hasSize(15);
        }
    }

    @Test
    void thousands_of_half_requests_keep_no_probe_away() throws IOException {
        String half = "GET /live HTTP/1.1\r\nX: " + "a".repeat(7_000);
        for (int i = 0; i < 1_000; i++) {
            Socket attacker = connect();
            send(attacker, half);
        }

        Socket probe = connect();
        long asked = System.nanoTime();
        send(probe, "GET /live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(head(probe)).startsWith("HTTP/1.1 200");
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(10));
        assertThat(open.stream().filter(socket -> !closed(socket)).count()).isLessThanOrEqualTo(OpenConnections.MAX);
    }

    @Test
    void a_head_that_drips_is_closed_in_time() throws IOException {
        Socket client = connect();
        send(client, "GET /live");

        await().atMost(Duration.ofSeconds(OpenConnections.MAX_SECONDS + 20)).until(() -> {
            try {
                send(client, "a");
                return closed(client);
            } catch (IOException e) {
                return true;
            }
        });
    }

    @Test
    void a_flood_of_requests_costs_a_few_pages() throws IOException {
        for (int i = 0; i < 200; i++) {
            Socket client = connect();
            send(client, "GET /live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(head(client)).startsWith("HTTP/1.1 200");
        }

        assertThat(workedOut.get()).isLessThan(150);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(20_000);
        open.add(socket);
        return socket;
    }

    private static void send(Socket socket, String bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes.getBytes(ISO_8859_1));
        out.flush();
    }

    private static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int b = socket.getInputStream().read();
                b >= 0;
                b = socket.getInputStream().read()) {
            head.append((char) b);
            if (head.toString().endsWith("\r\n\r\n")) {
                break;
            }
        }
        return head.toString();
    }

    private static boolean closed(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
