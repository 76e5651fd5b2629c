package io.github.tektoncourier.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.tektoncourier.journal.FakeClock;
import io.github.tektoncourier.slot.NamespaceUnreadableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NamespaceReaderTest {

    private static final String STATUS = "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\"}";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final FakeClock clock = new FakeClock();
    private volatile int code = 200;
    private volatile String body = STATUS;
    private HttpServer api;
    private KubernetesClient client;
    private NamespaceReader reader;

    @BeforeEach
    void start() throws IOException {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(code, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        api.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + api.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
        reader = new NamespaceReader(client, clock);
    }

    @AfterEach
    void stop() {
        client.close();
        api.stop(0);
    }

    private static String namespace(String annotations) {
        return "{\"kind\":\"Namespace\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"team-a\",\"annotations\":{"
                + annotations + "}}}";
    }

    @Test
    void annotations_of_ours_are_read_once_in_half_a_minute() {
        body = namespace("\"tekton-courier.io/channel\":\"#a\",\"example.com/secret\":\"x\"");

        Map<String, String> first = reader.of("team-a");
        body = namespace("\"tekton-courier.io/channel\":\"#b\"");
        Map<String, String> second = reader.of("team-a");
        clock.advance(Duration.ofSeconds(31));
        Map<String, String> third = reader.of("team-a");

        assertThat(first).isEqualTo(Map.of("tekton-courier.io/channel", "#a")).isEqualTo(second);
        assertThat(third).containsValue("#b");
        assertThat(asked).containsExactly("/api/v1/namespaces/team-a", "/api/v1/namespaces/team-a");
    }

    @Test
    void a_namespace_that_is_gone_and_one_that_may_not_be_read_have_none() {
        code = 404;
        assertThat(reader.of("gone")).isEmpty();
        code = 403;

        assertThat(reader.of("secret")).isEmpty();
    }

    @Test
    void a_credential_that_has_expired_says_nothing_of_a_namespaces_annotations() {
        code = 401;

        assertThatThrownBy(() -> reader.of("team-a")).isInstanceOf(NamespaceUnreadableException.class);
    }

    @Test
    void an_api_server_that_fails_is_asked_again_after_two_seconds() {
        code = 500;
        assertThatThrownBy(() -> reader.of("team-a"))
                .isInstanceOf(NamespaceUnreadableException.class)
                .hasMessageContaining("team-a cannot be read");
        code = 200;
        body = namespace("\"tekton-courier.io/channel\":\"#a\"");

        assertThatThrownBy(() -> reader.of("team-a")).isInstanceOf(NamespaceUnreadableException.class);
        clock.advance(Duration.ofSeconds(3));

        assertThat(reader.of("team-a")).hasSize(1);
    }

    @Test
    void a_namespace_that_may_not_be_read_is_named_once() {
        code = 403;

        reader.of("team-a");
        clock.advance(Duration.ofMinutes(1));
        reader.of("team-a");
        reader.of("team-b");

        assertThat(reader.forbidden()).containsExactlyInAnyOrder("team-a", "team-b");
    }
}
