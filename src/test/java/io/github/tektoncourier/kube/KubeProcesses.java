package io.github.tektoncourier.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/**
 * etcd and kube-apiserver as child processes on loopback, from where {@code kube-api-test} keeps its binaries. Started by
 * hand and not by that library, because tests must kill, restart and compact them one by one.
 */
final class KubeProcesses implements AutoCloseable {
    private static final Map<String, String> TOKENS = Map.of("admin", "admin-token", "courier", "courier-token");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path binaries;
    private final Path home;
    private final List<String> flags;
    private final int etcdPort = freePort();
    private final int apiPort = freePort();
    private final HttpClient http = trusting();
    private final List<String> etcdCommand;
    private Process etcd;
    private Process apiServer;

    private KubeProcesses(Path binaries, List<String> flags) {
        this.binaries = binaries;
        this.flags = flags;
        this.home = home();
        this.etcdCommand = etcdCommand();
        this.etcd = run(etcdCommand);
        startApiServer();
    }

    static KubeProcesses start(List<String> flags) {
        Optional<Path> binaries = binaries();
        if (binaries.isEmpty()) {
            String why = "SKIPPED: no real kube-apiserver here. Set KUBE_API_TEST_DIR to a folder that holds"
                    + " k8s/<version>-<os>-<arch>/etcd and kube-apiserver (`shared/tools/kube-api/build` makes one).";
            System.err.println(why);
            Assumptions.abort(why);
        }
        return new KubeProcesses(binaries.orElseThrow(), flags);
    }

    private static Optional<Path> binaries() {
        String set = System.getenv("KUBE_API_TEST_DIR");
        Path root = set == null ? Path.of(System.getProperty("user.home"), ".kubeapitest") : Path.of(set);
        Path versions = root.resolve("k8s");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(versions)) {
            return found.filter(dir -> Files.isExecutable(dir.resolve("etcd"))
                            && Files.isExecutable(dir.resolve("kube-apiserver")))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> etcdCommand() {
        String client = "http://127.0.0.1:" + etcdPort;
        String peer = "http://127.0.0.1:" + freePort();
        return List.of(
                binaries.resolve("etcd").toString(),
                "--name=test",
                "--data-dir=" + home.resolve("etcd"),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=test=" + peer,
                "--unsafe-no-fsync",
                "--log-level=error");
    }

    private List<String> apiServerCommand() {
        Path key = home.resolve("accounts.key");
        List<String> command = new ArrayList<>(List.of(
                binaries.resolve("kube-apiserver").toString(),
                "--etcd-servers=http://127.0.0.1:" + etcdPort,
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + apiPort,
                "--cert-dir=" + home.resolve("certificates"),
                "--token-auth-file=" + home.resolve("tokens.csv"),
                "--authorization-mode=RBAC",
                "--service-account-key-file=" + key,
                "--service-account-signing-key-file=" + key,
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-cluster-ip-range=10.0.0.0/24",
                "--endpoint-reconciler-type=none",
                "--disable-admission-plugins=ServiceAccount",
                "--shutdown-delay-duration=0s",
                "--profiling=false"));
        command.addAll(flags);
        return command;
    }

    void startApiServer() {
        apiServer = run(apiServerCommand());
        Awaitility.await("the kube-apiserver to be ready, its log is " + home.resolve("kube-apiserver.log"))
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> status("/readyz") == 200 && status("/api/v1/namespaces/kube-system") == 200);
    }

    void killApiServer() {
        end(apiServer);
    }

    /** Keeps a copy of all that is stored. */
    void backUp() {
        stopped(() -> copy(home.resolve("etcd"), home.resolve("backup")));
    }

    /** Puts the copy back, with its revisions: what came after it never was. */
    void restore() {
        stopped(() -> {
            delete(home.resolve("etcd"));
            copy(home.resolve("backup"), home.resolve("etcd"));
        });
    }

    private void stopped(Runnable work) {
        killApiServer();
        end(etcd);
        work.run();
        etcd = run(etcdCommand);
        startApiServer();
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "https://127.0.0.1:" + apiPort;
    }

    Path kubeconfig(String user) {
        return kubeconfig(user, TOKENS.get(user));
    }

    Path kubeconfig(String user, String token) {
        Path file = home.resolve(user + ".kubeconfig");
        write(
                file,
                """
                apiVersion: v1
                kind: Config
                current-context: test
                clusters: [{name: test, cluster: {server: "%s", certificate-authority: "%s"}}]
                contexts: [{name: test, context: {cluster: test, user: %s}}]
                users: [{name: %s, user: {token: %s}}]
                """
                        .formatted(url(), home.resolve("certificates/apiserver.crt"), user, user, token));
        return file;
    }

    /** Where kubectl is, or would be. */
    Path kubectl() {
        return binaries.resolve("kubectl");
    }

    void compact() {
        String range = post("/v3/kv/range", "{\"key\":\"AA==\",\"limit\":\"1\"}");
        try {
            JsonNode header = new ObjectMapper().readTree(range).get("header");
            post(
                    "/v3/kv/compaction",
                    "{\"revision\":\"" + header.get("revision").asText() + "\",\"physical\":true}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String post(String path, String json) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + etcdPort + path))
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private int status(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                .header("Authorization", "Bearer " + TOKENS.get("admin"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process run(List<String> command) {
        String name = Path.of(command.get(0)).getFileName().toString();
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            home.resolve(name + ".log").toFile()))
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(Process process) {
        try {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path home() {
        try {
            Path home = Files.createTempDirectory("kube-api-server");
            write(home.resolve("accounts.key"), rsaKey());
            write(home.resolve("tokens.csv"), "admin-token,admin,1,\"system:masters\"\ncourier-token,courier,2\n");
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String rsaKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Before the server is up there is no certificate to trust yet, and it is on loopback. */
    private static HttpClient trusting() {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {new TrustAnyone()}, new SecureRandom());
            return HttpClient.newBuilder()
                    .sslContext(tls)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        end(apiServer);
        end(etcd);
        delete(home);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class TrustAnyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
