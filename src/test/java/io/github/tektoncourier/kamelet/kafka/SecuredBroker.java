package io.github.tektoncourier.kamelet.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;

/**
 * A Kafka broker in a process of its own (KRaft): one listener with TLS and login, one with a login in the clear, one with
 * client certificates. The user {@code courier} has its password by PLAIN and, formatted into the storage, by SCRAM.
 */
final class SecuredBroker implements AutoCloseable {

    static final String USER = "courier";
    static final String PASSWORD = "pass\\\"word;1";

    private final Process process;
    private final int saslSsl = port();
    private final int saslPlain = port();
    private final int ssl = port();
    private final Path log;

    SecuredBroker(Path folder) throws IOException, InterruptedException {
        Path settings = Files.writeString(folder.resolve("server.properties"), settings(folder));
        log = folder.resolve("broker.log");
        run(
                log,
                "kafka.tools.StorageTool",
                "format",
                "--config",
                settings.toString(),
                "--cluster-id",
                Uuid.randomUuid().toString(),
                "--add-scram",
                "SCRAM-SHA-512=[name=" + USER + ",iterations=4096,password=" + PASSWORD + "]");
        process = start(log, "kafka.Kafka", settings.toString());
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("the broker ended: " + tail());
                    }
                })
                .until(() -> List.of(saslSsl, saslPlain, ssl).stream().allMatch(SecuredBroker::accepts));
    }

    private String settings(Path folder) {
        int controller = port();
        Path tls = Path.of("src/test/resources/tls").toAbsolutePath();
        String login = "org.apache.kafka.common.security.plain.PlainLoginModule required user_" + USER + "=\""
                + PASSWORD.replace("\\", "\\\\").replace("\"", "\\\"") + "\";";
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@localhost:%1$d
                listeners=CONTROLLER://localhost:%1$d,SASL://localhost:%2$d,CLEAR://localhost:%3$d,MUTUAL://localhost:%4$d
                advertised.listeners=SASL://localhost:%2$d,CLEAR://localhost:%3$d,MUTUAL://localhost:%4$d
                listener.security.protocol.map=CONTROLLER:PLAINTEXT,SASL:SASL_SSL,CLEAR:SASL_PLAINTEXT,MUTUAL:SSL
                controller.listener.names=CONTROLLER
                inter.broker.listener.name=MUTUAL
                sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512
                listener.name.sasl.plain.sasl.jaas.config=%5$s
                listener.name.sasl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
                listener.name.clear.plain.sasl.jaas.config=%5$s
                listener.name.clear.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
                ssl.keystore.location=%6$s/server.p12
                ssl.keystore.password=opensesame
                ssl.keystore.type=PKCS12
                ssl.truststore.location=%6$s/ca.p12
                ssl.truststore.password=opensesame
                ssl.truststore.type=PKCS12
                listener.name.mutual.ssl.client.auth=required
                offsets.topic.replication.factor=1
                log.dirs=%7$s
                """
                .formatted(
                        controller, saslSsl, saslPlain, ssl, login.replace("\\", "\\\\"), tls, folder.resolve("data"));
    }

    /** TLS and a login. */
    String saslSsl() {
        return "localhost:" + saslSsl;
    }

    /** A login alone. */
    String saslPlain() {
        return "localhost:" + saslPlain;
    }

    /** TLS with a client certificate. */
    String mutual() {
        return "localhost:" + ssl;
    }

    private static void run(Path log, String... command) throws IOException, InterruptedException {
        if (start(log, command).waitFor() != 0) {
            throw new AssertionError(Files.readString(log));
        }
    }

    private static Process start(Path log, String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
        line.addAll(List.of(command));
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private String tail() {
        try {
            String said = new String(Files.readAllBytes(log), UTF_8);
            return said.substring(Math.max(0, said.length() - 4_000));
        } catch (IOException e) {
            return Objects.toString(e);
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int port() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new AssertionError("the broker does not end");
        }
    }
}
