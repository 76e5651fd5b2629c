package io.github.tektoncourier.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.tektoncourier.watch.api.ApiServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an API server and a kubelet answer instead of a log; a kube-apiserver in a test has no kubelet. */
class ApiPodLogsTest {

    private static final List<String> ASKED = new CopyOnWriteArrayList<>();
    private static HttpServer server;
    private static KubernetesClient client;
    private static volatile int status;
    private static volatile byte[] body;

    @BeforeAll
    static void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            ASKED.add(exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .build();
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.stop(0);
    }

    @BeforeEach
    void forget() {
        ASKED.clear();
    }

    @Test
    void the_last_lines_of_one_container_are_asked_for() throws Exception {
        answer(200, "one\ntwo\n");

        PodLogs.Raw raw = read();

        assertThat(new String(raw.bytes(), StandardCharsets.UTF_8)).isEqualTo("one\ntwo\n");
        assertThat(raw.begun()).isFalse();
        assertThat(ASKED)
                .containsExactly(
                        "/api/v1/namespaces/ci/pods/a-pod/log?container=step-build&tailLines=20&limitBytes=1048576");
    }

    @Test
    void of_a_long_answer_the_end_is_kept_and_of_one_without_end_no_more_is_read_than_asked_for() throws Exception {
        answer(200, "x".repeat(PodLogs.MOST - 4) + "last");

        PodLogs.Raw raw = read();

        assertThat(raw.bytes()).hasSize(PodLogs.KEPT);
        assertThat(new String(raw.bytes(), StandardCharsets.UTF_8)).endsWith("xlast");
        assertThat(raw.begun()).isTrue();
        assertThat(raw.ended()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | pods \"a-pod\" not found                                   | FINAL     | its pod is gone",
                "403 | pods \"a-pod\" is forbidden: cannot get resource pods/log  | FORBIDDEN | the courier has no right to read logs there",
                "401 | Unauthorized                                               | FORBIDDEN | the API server does not accept the courier's credentials",
                "400 | container step-build in pod a-pod is waiting to start      | FINAL     | the API server answered 400 (container step-build in pod a-pod is waiting to start)",
                "500 | lstat /var/log/pods/x: no such file or directory           | PASSING   | the node has removed it, or rotated it away",
                "502 | dial tcp 10.0.0.1:10250: connect: connection refused       | PASSING   | the API server answered 502 (dial tcp 10.0.0.1:10250: connect: connection refused)",
                "503 | secret-free                                                | PASSING   | the API server answered 503 (secret-free)"
            })
    void each_refusal_says_why_there_is_no_log(int code, String message, UnreadLogException.Kind kind, String why) {
        answer(
                code,
                "{\"kind\":\"Status\",\"code\":" + code + ",\"details\":{\"name\":\"a-pod\"},\"message\":\""
                        + message.replace("\"", "\\\"") + "\"}");

        assertThatThrownBy(this::read)
                .asInstanceOf(type(UnreadLogException.class))
                .satisfies(refusal -> {
                    assertThat(refusal.kind()).isEqualTo(kind);
                    assertThat(refusal.why()).isEqualTo(why);
                });
    }

    @Test
    void what_a_kubelet_says_with_200_in_the_place_of_a_log_is_no_log() {
        answer(200, "unable to retrieve container logs for containerd://0123abcd");

        assertThatThrownBy(this::read)
                .asInstanceOf(type(UnreadLogException.class))
                .satisfies(refusal -> assertThat(refusal.why()).contains("rotated"));
    }

    private PodLogs.Raw read() throws UnreadLogException, InterruptedException {
        return new ApiPodLogs(new ApiServer(client), Duration.ofMinutes(1)).read("ci", "a-pod", "step-build");
    }

    private static void answer(int code, String text) {
        status = code;
        body = text.getBytes(StandardCharsets.UTF_8);
    }
}
