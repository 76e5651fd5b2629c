package io.github.tektoncourier.faults;

import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.e2e.Life;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/** Many Kafka sinks with large runs, brokers that are away, and listeners that want a login. */
final class KafkaFaults {

    private static final int SINKS = 12;
    private static final int BYTES = 850_000;

    private static final String FILE =
            """
            - route:
                id: %1$s
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: %1$s }
                  steps:
                    - to:
                        uri: kamelet:cloudevents-kafka-sink
                        parameters: { bootstrapServers: "%2$s", topic: %1$s }
            """;

    private KafkaFaults() {}

    /** A healthy broker and as much as twelve sinks can take at a time, in the heap that the launcher gives. */
    static void manySinks(Trial trial) throws Exception {
        KafkaClusterTestKit kafka = broker(trial, SecurityProtocol.PLAINTEXT);
        List<String> names =
                IntStream.range(0, SINKS).mapToObj(n -> "kafka-" + n).toList();
        names.forEach(name -> trial.workplace.sink(name, FILE.formatted(name, kafka.bootstrapServers())));
        EmbeddedCluster cluster = trial.embedded();
        FaultySink quick = trial.sink("quick").unchecked();
        trial.start("courier.announce=all");
        ApiFaults.watches(trial, cluster);
        int runs = trial.quickOrFull(8, 48);
        for (int n = 0; n < runs; n++) {
            String name = "large-" + n;
            cluster.put(LargeTaskRun.json(name, BYTES));
            for (String type : List.of("queued", "started", "successful")) {
                trial.must(List.of("uid-" + name + " dev.tekton.event.taskrun." + type + ".v1"));
            }
        }
        long begun = System.nanoTime();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            boolean all = trial.soon(Duration.ofMinutes(trial.quickOrFull(3, 10)), () -> names.stream()
                    .allMatch(name -> records(admin, name) >= runs * 3L));
            trial.check("topics lack records", all);
            trial.check("records twice", names.stream().allMatch(name -> records(admin, name) == runs * 3L));
        }
        trial.settle(Duration.ofMinutes(1));
        trial.check("the quick sink has " + quick.count(), quick.count() == runs * 3);
        trial.load(SINKS + " Kafka sinks, " + runs + " runs of 850 KB, all there after "
                + (System.nanoTime() - begun) / 1_000_000 + " ms");
    }

    /** What the log says of a broker that is away and comes, and of one that wants a login. */
    static void lines(Trial trial) throws Exception {
        KafkaClusterTestKit wantsLogin = broker(trial, SecurityProtocol.SASL_PLAINTEXT);
        KafkaClusterTestKit comes = broker(trial, SecurityProtocol.PLAINTEXT);
        int port = freePort();
        trial.workplace.sink("away", FILE.formatted("away", "127.0.0.1:" + port));
        trial.workplace.sink("login", FILE.formatted("login", wantsLogin.bootstrapServers()));
        FaultySink steady = trial.sink("steady");
        EmbeddedCluster cluster = trial.embedded();
        trial.start("courier.announce=all");
        ApiFaults.watches(trial, cluster);
        for (int n = 0; n < 4; n++) {
            trial.live(Life.TASK_FAILS, "run-" + n);
        }
        int seconds = trial.quickOrFull(100, 200);
        Thread.sleep(seconds * 1_000L);
        List<String> warnings = warnings(trial);
        trial.load("in " + seconds + " s of " + warnings.size() + " warnings "
                + of(warnings, "away").size() + " of the broker that was away, "
                + of(warnings, "login").size() + " of the one that wants a login");
        for (String name : List.of("away", "login")) {
            int lines = of(warnings, name).size();
            trial.check(name + ": " + lines + " lines " + of(warnings, name), lines >= 2 && lines <= 3 + seconds / 60);
        }
        List<String> others = warnings.stream()
                .filter(line -> !line.contains("Subscription away:") && !line.contains("Subscription login:"))
                .toList();
        trial.check("lines of no subscription: " + others, others.isEmpty());
        forward(trial, port, comes.bootstrapServers());
        trial.fault();
        boolean back = trial.soon(
                Duration.ofSeconds(100), () -> trial.workplace.said().contains("Subscription away: the sink is back"));
        trial.check("the end is not told", back);
        trial.settle(Duration.ofSeconds(30));
        trial.check("the sink beside lacks events", steady.count() > 0);
    }

    private static List<String> warnings(Trial trial) {
        return trial.workplace
                .said()
                .lines()
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .toList();
    }

    private static List<String> of(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.contains("Subscription " + name + ":"))
                .toList();
    }

    private static long records(Admin admin, String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get()
                    .offset();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return 0; // it is made by the first record
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static KafkaClusterTestKit broker(Trial trial, SecurityProtocol protocol) throws Exception {
        KafkaClusterTestKit kafka = new KafkaClusterTestKit.Builder(new TestKitNodes.Builder()
                        .setCombined(true)
                        .setNumBrokerNodes(1)
                        .setNumControllerNodes(1)
                        .setBrokerSecurityProtocol(protocol)
                        .build())
                .setConfigProp("offsets.topic.replication.factor", "1")
                .setConfigProp("super.users", "User:ANONYMOUS;User:plain-admin")
                .build();
        trial.keep(kafka);
        kafka.format();
        kafka.startup();
        kafka.waitForReadyBrokers();
        return kafka;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The broker that was away: what it says of itself leads past this port. */
    private static void forward(Trial trial, int port, String brokers) throws IOException {
        int to = Integer.parseInt(brokers.substring(brokers.lastIndexOf(':') + 1));
        ServerSocket server = trial.keep(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()));
        daemon(() -> {
            while (true) {
                Socket from = server.accept(); // closed with its other end
                Socket onward = new Socket(InetAddress.getLoopbackAddress(), to);
                daemon(() -> pipe(from, onward));
                daemon(() -> pipe(onward, from));
            }
        });
    }

    private static void pipe(Socket from, Socket to) throws IOException {
        try (InputStream in = from.getInputStream()) {
            in.transferTo(to.getOutputStream());
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // closed, as everything of this trial is at its end
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
