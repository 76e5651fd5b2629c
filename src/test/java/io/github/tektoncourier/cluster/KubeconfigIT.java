package io.github.tektoncourier.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in a kubeconfig happens, as with kubectl, and follows its files; tried on connections. */
class KubeconfigIT {

    private static final String LOCAL = "ip:127.0.0.1";

    private static Authority first;
    private static Authority second;

    @TempDir
    Path home;

    private final List<Map<String, List<String>>> requests = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private HttpServer api;
    private final AtomicLong nanos = new AtomicLong();
    private volatile String accepted = "";

    @BeforeAll
    static void certificates(@TempDir Path folder) {
        first = Authority.make(folder, "first", LOCAL);
        second = Authority.make(folder, "second", LOCAL + ",dns:kube.example.com");
    }

    @BeforeEach
    void serve() throws IOException {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/", exchange -> {
            requests.add(Map.copyOf(exchange.getRequestHeaders()));
            String sent = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = "{}".getBytes(UTF_8);
            exchange.sendResponseHeaders(accepted.isEmpty() || sent.equals(accepted) ? 200 : 401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        api.start();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        api.stop(0);
    }

    @Test
    void a_new_authority_in_the_kubeconfig_is_trusted_by_the_next_connection() throws Exception {
        TlsFront front = front(first, false);
        kubeconfig(https(front) + ", certificate-authority-data: " + base64(first.certificate()), "{}");
        Cluster cluster = cluster();
        ask(cluster);
        front.rotate(second);
        await().untilAsserted(() -> assertThatThrownBy(() -> ask(cluster)).hasStackTraceContaining("PKIX"));

        kubeconfig(https(front) + ", certificate-authority-data: " + base64(second.certificate()), "{}");

        ask(cluster);
        assertThat(requests).hasSize(2);
    }

    @Test
    void so_is_one_in_the_file_that_it_names_and_a_new_client_certificate_is_shown() throws Exception {
        TlsFront front = front(first, true);
        write("pki/ca.crt", first.certificate());
        write("pki/client.crt", first.clientCertificate());
        write("pki/client.key", first.clientKey());
        kubeconfig(
                https(front) + ", certificate-authority: ../pki/ca.crt",
                "{client-certificate: ../pki/client.crt, client-key: ../pki/client.key}");
        Cluster cluster = cluster();
        ask(cluster);

        front.rotate(second);
        write("pki/ca.crt", second.certificate());
        write("pki/client.crt", second.clientCertificate());
        write("pki/client.key", second.clientKey());

        ask(cluster);
        assertThat(front.clients).containsExactly("CN=client of first", "CN=client of second");
    }

    @Test
    void so_is_one_of_a_pods_service_account() throws Exception {
        TlsFront front = front(first, false);
        write("account/ca.crt", first.certificate());
        write("account/token", "one\n");
        Cluster cluster = Cluster.ofPod(
                        Map.of(
                                "KUBERNETES_SERVICE_HOST",
                                "127.0.0.1",
                                "KUBERNETES_SERVICE_PORT",
                                Integer.toString(front.port())),
                        home.resolve("account"))
                .orElseThrow();
        opened.add(cluster);
        ask(cluster);

        front.rotate(second);
        write("account/ca.crt", second.certificate());
        write("account/token", "two\n");

        ask(cluster);
        assertThat(authorizations()).containsExactly("Bearer one", "Bearer two");
    }

    @Test
    void what_cannot_be_read_leaves_what_was_read_before_in_force() throws Exception {
        TlsFront front = front(first, false);
        kubeconfig(https(front) + ", certificate-authority-data: " + base64(first.certificate()), "{token: abc}");
        Cluster cluster = cluster();

        write(".kube/config", "clusters: [");

        ask(cluster);
        assertThat(authorizations()).containsExactly("Bearer abc");
    }

    @Test
    void a_server_is_asked_for_and_held_to_the_name_of_tls_server_name() throws Exception {
        TlsFront front = front(second, false);
        String authority = ", certificate-authority-data: " + base64(second.certificate());

        kubeconfig(https(front) + authority + ", tls-server-name: kube.example.com", "{}");
        ask(cluster());
        kubeconfig(https(front) + authority + ", tls-server-name: other.example.com", "{}");
        Cluster other = cluster();

        assertThatThrownBy(() -> ask(other)).hasStackTraceContaining("other.example.com");
        assertThat(front.names).contains("kube.example.com");
    }

    @Test
    void a_java_with_the_quick_compiler_alone_agrees_upon_chacha() throws Exception {
        if (!ChaChaFirstEngine.pays()) {
            System.err.println("KubeconfigIT skips ChaCha20: only a Java with -XX:TieredStopAtLevel=1 prefers it");
        }
        assumeThat(ChaChaFirstEngine.pays()).isTrue();
        TlsFront front = front(first, false);
        kubeconfig(https(front) + ", certificate-authority-data: " + base64(first.certificate()), "{}");

        ask(cluster());

        assertThat(front.suites).isNotEmpty().allMatch("TLS_CHACHA20_POLY1305_SHA256"::equals);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_AES_128_GCM_SHA256",
                "TLS_AES_256_GCM_SHA384",
                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
            })
    void a_server_with_one_suite_is_reached_by_it(String suite) throws Exception {
        TlsFront front = front(first, false);
        front.enable(suite);
        kubeconfig(https(front) + ", certificate-authority-data: " + base64(first.certificate()), "{}");

        ask(cluster());

        assertThat(front.suites).isNotEmpty().allMatch(suite::equals);
    }

    @Test
    void a_token_file_lies_beside_the_kubeconfig_and_is_read_for_each_request() throws Exception {
        write(".kube/token", "one\n");
        kubeconfig(http(), "{tokenFile: token, token: other}");
        Cluster cluster = cluster();
        ask(cluster);

        write(".kube/token", "two");
        ask(cluster);

        assertThat(authorizations()).containsExactly("Bearer one", "Bearer two");
    }

    @Test
    void a_token_file_may_lie_elsewhere() throws Exception {
        write("secrets/token", "far");
        kubeconfig(http(), "{tokenFile: " + home.resolve("secrets/token") + "}");

        ask(cluster());

        assertThat(authorizations()).containsExactly("Bearer far");
    }

    @Test
    void a_token_that_is_not_accepted_any_more_is_read_anew_from_the_kubeconfig() throws Exception {
        kubeconfig(http(), "{token: one}");
        Cluster cluster = cluster();
        ask(cluster);

        accepted = "Bearer two";
        kubeconfig(http(), "{token: two}");

        ask(cluster);
        assertThat(authorizations()).containsExactly("Bearer one", "Bearer two");
    }

    @Test
    void a_plugin_that_is_told_what_is_expected_gives_the_token_and_is_asked_again_when_it_is_refused()
            throws Exception {
        write("plugin-token", "one");
        write(
                "plugin",
                "#!/bin/sh\nt=$(cat '" + home.resolve("plugin-token") + "')\n"
                        + "case \"$KUBERNETES_EXEC_INFO\" in *'\"apiVersion\":\"client.authentication.k8s.io/v1\"'*) "
                        + "echo '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\","
                        + "\"status\":{\"token\":\"'$t'\"}}';; esac\n");
        assertThat(home.resolve("plugin").toFile().setExecutable(true)).isTrue();
        kubeconfig(
                http(),
                "{exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: "
                        + home.resolve("plugin") + "}}");
        Cluster cluster = cluster();
        ask(cluster);
        accepted = "Bearer two";
        write("plugin-token", "two");

        assertThatThrownBy(() -> ask(cluster)).hasStackTraceContaining("401");
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThatThrownBy(() -> ask(cluster)).hasStackTraceContaining("401"); // a plugin is not asked more often
        nanos.incrementAndGet();
        ask(cluster);
        assertThat(authorizations()).endsWith("Bearer one", "Bearer two");
    }

    @Test
    void a_user_speaks_for_another_where_it_says_as() throws Exception {
        kubeconfig(
                http(), "{token: t, as: jane, as-uid: u-7, as-groups: [dev, ops], as-user-extra: {reason: [audit]}}");

        ask(cluster());

        assertThat(requests.get(0))
                .containsEntry("Impersonate-user", List.of("jane"))
                .containsEntry("Impersonate-uid", List.of("u-7"))
                .containsEntry("Impersonate-extra-reason", List.of("audit"));
        assertThat(requests.get(0).get("Impersonate-group")).containsExactlyInAnyOrder("dev", "ops");
    }

    @Test
    void a_connection_goes_through_the_proxy_of_proxy_url_with_its_password() throws Exception {
        TlsFront front = front(first, false);
        List<String> heads = new CopyOnWriteArrayList<>();
        int proxy = proxyTo(front.port(), heads);
        kubeconfig(
                "server: https://kube.internal:6443, tls-server-name: 127.0.0.1, proxy-url:"
                        + " \"http://us%65r:p%40ss@127.0.0.1:"
                        + proxy + "\", certificate-authority-data: " + base64(first.certificate()),
                "{}");

        ask(cluster());

        assertThat(heads)
                .singleElement()
                .asString()
                .startsWith("CONNECT kube.internal:6443 HTTP/1.")
                .contains("Basic " + base64("user:p@ss"));
        assertThat(requests).hasSize(1);
    }

    @Test
    void an_answer_without_end_is_closed_at_a_bound() throws Exception {
        AtomicLong sent = new AtomicLong();
        api.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] chunk = new byte[64 * 1024];
            while (sent.get() < 1L << 30) {
                exchange.getResponseBody().write(chunk);
                sent.addAndGet(chunk.length);
            }
            exchange.close();
        });
        kubeconfig(http(), "{}");
        Cluster cluster = cluster();

        assertThatThrownBy(() -> cluster.client().raw("/endless")).isInstanceOf(KubernetesClientException.class);

        assertThat(sent.get()).isLessThan(100L << 20);
    }

    private int proxyTo(int port, List<String> heads) throws IOException {
        ServerSocket door = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        opened.add(door);
        Thread thread = new Thread(() -> {
            try (Socket client = door.accept();
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
                StringBuilder head = new StringBuilder();
                while (!head.toString().endsWith("\r\n\r\n")) {
                    head.append((char) client.getInputStream().read());
                }
                heads.add(head.toString());
                client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(UTF_8));
                Thread back = new Thread(() -> copy(server, client));
                back.start();
                copy(client, server);
            } catch (IOException e) {
                // the test is over
            }
        });
        thread.setDaemon(true);
        thread.start();
        return door.getLocalPort();
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // the test is over
        }
    }

    private TlsFront front(Authority authority, boolean clientCertificates) {
        TlsFront front =
                new TlsFront(authority, "http://127.0.0.1:" + api.getAddress().getPort(), clientCertificates);
        opened.add(front);
        return front;
    }

    private Cluster cluster() {
        Cluster cluster = Cluster.find(Map.of(), home, nanos::get).orElseThrow();
        opened.add(cluster);
        return cluster;
    }

    /** A connection that was kept open may have been closed meanwhile, which a client learns by trying. */
    private static void ask(Cluster cluster) {
        try {
            cluster.client().raw("/version");
        } catch (KubernetesClientException e) {
            if (!String.valueOf(e.getMessage()).contains("Connection was closed")) {
                throw e;
            }
            cluster.client().raw("/version");
        }
    }

    private List<String> authorizations() {
        return requests.stream()
                .map(headers ->
                        headers.getOrDefault("Authorization", List.of("none")).get(0))
                .toList();
    }

    private static String https(TlsFront front) {
        return "server: https://127.0.0.1:" + front.port();
    }

    private String http() {
        return "server: http://127.0.0.1:" + api.getAddress().getPort();
    }

    private void kubeconfig(String cluster, String user) throws IOException {
        write(".kube/config", KubeconfigTest.text(cluster, user));
    }

    private void write(String file, String content) throws IOException {
        Path path = home.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
