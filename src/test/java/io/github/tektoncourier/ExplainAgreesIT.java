package io.github.tektoncourier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.cluster.Cluster;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.demo.play.Player;
import io.github.tektoncourier.demo.receivers.Answer;
import io.github.tektoncourier.demo.receivers.EventReceiver;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.offline.Explanation;
import io.github.tektoncourier.offline.OfflineCourier;
import io.github.tektoncourier.offline.RecordedRequest;
import io.github.tektoncourier.offline.RunEventList;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code courier explain} says of a file is what the service does with it: the same runs through both. */
@Timeout(300)
class ExplainAgreesIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of the connection, and the order in which runs came into the journal. */
    private static final Set<String> NOT_COMPARED = Set.of(
            "connection",
            "content-length",
            "transfer-encoding",
            "host",
            "user-agent",
            "accept-encoding",
            "ce-sequence",
            "ce_sequence");

    /** Steps of files that are no example. Each becomes a file and a subscription of its own. */
    private static final Map<String, String> STEPS = new TreeMap<>(
            Map.ofEntries(
                    Map.entry(
                            "scalars",
                            "- log: one\n- toD: \"{{in}}/d/${header.CamelCloudEventNamespace}\"\n- to: \"{{in}}/s\""),
                    Map.entry(
                            "nested",
                            """
                    - choice:
                        otherwise:
                          steps: [ { to: "{{in}}/other" } ]
                        when:
                          - simple: "${header.CamelCloudEventKind} == 'taskrun'"
                            steps:
                              - choice:
                                  when:
                                    - simple: "${header.CamelCloudEventOutcome} == 'failure'"
                                      steps: [ { to: "{{in}}/inner" } ]
                    """),
                    Map.entry(
                            "multicast",
                            """
                    - multicast:
                        parallelProcessing: true
                        steps:
                          - to: "{{in}}/left"
                          - to: { uri: "kamelet:cloudevents-http-sink", parameters: { url: "{{in}}/right" } }
                    """),
                    Map.entry("split", "- split:\n    tokenize: metadata\n    steps: [ { to: \"{{in}}/condition\" } ]"),
                    Map.entry("loop", "- loop:\n    constant: 2\n    steps: [ { to: \"{{in}}/loop\" } ]"),
                    Map.entry(
                            "lists",
                            "- recipientList: { simple: \"{{in}}/a,{{in}}/b\" }\n- routingSlip: { constant: \"{{in}}/c\" }"),
                    Map.entry("enrich", "- enrich: { constant: \"{{in}}/asked?a=b\" }\n- to: { uri: \"{{in}}/then\" }"),
                    Map.entry(
                            "failover",
                            """
                    - loadBalance:
                        failoverLoadBalancer: {}
                        steps:
                          - to: kamelet:cloudevents-http-sink?url={{in}}/first
                          - to: "{{in}}/second"
                    """),
                    Map.entry("shared", "- to: direct:below\n- to: \"{{in}}/above\""),
                    Map.entry(
                            "step",
                            "- kamelet:\n    name: cloudevents-http-sink\n    parameters: { url: \"{{in}}/k\" }\n- to: \"{{in}}/k2\""),
                    Map.entry(
                            "stops",
                            """
                    - filter:
                        simple: "${header.CamelCloudEventNamespace} != 'ci'"
                        steps: [ { stop: {} } ]
                    - to: { uri: "kamelet:cloudevents-http-sink", parameters: { url: "{{in}}/st", contentMode: structured } }
                    """),
                    Map.entry(
                            "body",
                            """
                    - setHeader: { name: X-Own, simple: "${header.CamelCloudEventSubject}" }
                    - setBody: { simple: "said \\"${body}\\"" }
                    - to: { uri: "{{in}}/body", parameters: { httpMethod: PUT } }
                    """),
                    Map.entry(
                            "formats",
                            """
                    - to: { uri: "kamelet:tekton-format-action", parameters: { format: cdevents } }
                    - to: { uri: "kamelet:cloudevents-http-sink", parameters: { url: "{{in}}/cd" } }
                    """),
                    Map.entry(
                            "slack",
                            """
                    - filter:
                        # a PipelineRun's message tells of its tasks, which the service may not have seen yet
                        simple: "${header.CamelCloudEventKind} == 'taskrun'"
                        steps:
                          - to: { uri: "kamelet:tekton-slack-sink", parameters: { webhookUrl: "{{in}}/slack" } }
                    """),
                    Map.entry(
                            "dead",
                            """
                    - setVariable: { name: team, simple: "${header.CamelCloudEventOutcome}" }
                    - to: { uri: "kamelet:cloudevents-http-sink", parameters: { url: "{{in}}/{team}" } }
                    """)));

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([a-z.-]+)(:[^}]*)?}}");

    /**
     * Examples that cannot agree word by word: one signs with the time of sending and asks for a token, one edits its
     * message in the service alone (docs/decisions/0037), one is a tenant's and not taken from a folder;
     * mails go to no HTTP receiver.
     */
    private static final Set<String> ELSEWHERE = Set.of(
            "email.camel.yaml", "signed-webhook.camel.yaml", "slack-live.camel.yaml", "tenant-webhook.camel.yaml");

    /** By which the service finds a post of Slack again that a crash interrupted (docs/decisions/0037). */
    private static final String POSTED_BY_THE_SERVICE =
            ",\"metadata\":\\{\"event_type\":\"tekton_courier_message\",\"event_payload\":\\{\"id\":\"[a-z0-9-]+/[0-9a-f-]{36}\"}}}$";

    private static KafkaClusterTestKit kafka;

    @TempDir
    private Path folder;

    private final EmbeddedCluster cluster = EmbeddedCluster.start(0);
    private final EventReceiver receiver = EventReceiver.start(0);

    @BeforeAll
    static void startBroker() throws Exception {
        kafka = new KafkaClusterTestKit.Builder(new TestKitNodes.Builder()
                        .setCombined(true)
                        .setNumBrokerNodes(1)
                        .setNumControllerNodes(1)
                        .build())
                .setConfigProp("offsets.topic.replication.factor", "1")
                .build();
        kafka.format();
        kafka.startup();
        kafka.waitForReadyBrokers();
    }

    @AfterAll
    static void stopBroker() throws Exception {
        kafka.close();
    }

    @BeforeEach
    void write() throws Exception {
        for (Path example : examples()) {
            Files.copy(example, folder.resolve(example.getFileName()));
        }
        for (Map.Entry<String, String> one : STEPS.entrySet()) {
            Files.writeString(
                    folder.resolve(one.getKey() + ".camel.yaml"),
                    """
                    - route:
                        id: %1$s
                        from:
                          uri: kamelet:tekton-events-source
                          parameters: { subscription: %1$s, types: "*" }
                          steps:
                    """
                                    .formatted(one.getKey())
                            + one.getValue().strip().indent(8));
        }
        Files.writeString(
                folder.resolve("below.camel.yaml"),
                "- route: { id: below, from: { uri: \"direct:below\", steps: [ { to: \"{{in}}/below\" } ] } }\n");
        receiver.answer(Answer.json(200, "{\"ok\":true}"));
        new Player(cluster, 100_000).play();
    }

    private static List<Path> examples() throws IOException {
        try (Stream<Path> examples = Files.walk(Path.of("examples"))) {
            return examples.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .filter(file -> !ELSEWHERE.contains(file.getFileName().toString()))
                    .toList();
        }
    }

    @AfterEach
    void stop() {
        receiver.close();
        cluster.close();
    }

    /** What became of a subscription's events. */
    private record Verdicts(long sent, long filtered, long failed) {}

    @Test
    void every_file_sends_offline_what_the_service_sends_of_the_same_runs() throws Exception {
        Settings settings = settings();
        List<Run> runs = runs();
        Map<String, Verdicts> explained = new TreeMap<>();
        List<String> requests = new ArrayList<>();
        try (SinkTrial trial = SinkTrial.start(settings, List.of(folder))) {
            assertThat(trial.report().errors())
                    .as("%s", trial.report().problems())
                    .isZero();
            explain(trial.courier(), runs, explained, requests);
        }

        Map<String, Verdicts> served = serve(settings, explained);

        assertThat(served)
                .isEqualTo(explained)
                .hasSize(STEPS.size() + examples().size());
        assertThat(explained.values()).anyMatch(one -> one.failed() > 0).anyMatch(one -> one.filtered() > 0);
        assertThat(Stream.of(received(), produced(), written())
                        .flatMap(all -> all)
                        .sorted())
                .hasSizeGreaterThan(1_000)
                .containsExactlyElementsOf(requests.stream().sorted().toList());
    }

    private static void explain(
            OfflineCourier courier, List<Run> runs, Map<String, Verdicts> verdicts, List<String> requests) {
        RunEventList events = courier.events("agreed");
        runs.forEach(events::know);
        runs.forEach(events::add);
        for (String subscription : courier.subscriptions()) {
            long[] counts = new long[3];
            for (StoredEvent event : events.events()) {
                for (Explanation verdict : courier.deliver(subscription, event)) {
                    counts[verdict instanceof Explanation.Sent ? 0 : verdict instanceof Explanation.Filtered ? 1 : 2]++;
                    verdict.requests().forEach(request -> requests.add(text(request)));
                }
            }
            verdicts.put(subscription, new Verdicts(counts[0], counts[1], counts[2]));
        }
    }

    /** The same as the service's books have it. */
    private Map<String, Verdicts> serve(Settings settings, Map<String, Verdicts> expected) {
        long events = expected.values().stream()
                .mapToLong(one -> one.sent() + one.filtered() + one.failed())
                .findFirst()
                .orElse(0);
        try (Service service = Service.start(settings, Cluster.at(URI.create(cluster.url())), Clock.systemUTC())) {
            await().atMost(Duration.ofSeconds(120)).untilAsserted(() -> assertThat(service.books())
                    .hasSameSizeAs(expected.keySet())
                    .allSatisfy(books -> assertThat(books.appended() - books.pending())
                            .as("%s", books)
                            .isEqualTo(events)));
            return service.books().stream()
                    .collect(Collectors.toMap(
                            Books::subscription,
                            books -> new Verdicts(books.delivered(), books.filtered(), books.dead()),
                            (one, other) -> one,
                            TreeMap::new));
        }
    }

    private Settings settings() throws IOException {
        Map<String, String> sets = new HashMap<>();
        sets.put("courier.port", "0");
        sets.put("courier.cluster", "agreed");
        sets.put("courier.announce", "all");
        sets.put("courier.kubernetes-events", "off");
        sets.put("courier.sinks", folder.toString());
        sets.put("courier.journal.directory", folder.resolve("journal").toString());
        sets.put("courier.run-url", "https://dashboard.example.com/{namespace}/{resource}/{name}");
        sets.put("in", receiver.url());
        for (Path file : examples()) {
            PLACEHOLDER.matcher(Files.readString(file)).results().forEach(found -> {
                String key = found.group(1);
                sets.put(key, key.contains("url") ? receiver.url() + "/" + key : "agreed-" + key);
            });
        }
        sets.put("kafka.brokers", kafka.bootstrapServers());
        sets.put("file.folder", folder.resolve("out").toString());
        return Settings.load(Map.of(), null, sets);
    }

    private List<Run> runs() throws Exception {
        List<Run> runs = new ArrayList<>();
        HttpClient client = HttpClient.newHttpClient();
        for (String path : List.of("v1/taskruns", "v1/pipelineruns", "v1beta1/customruns")) {
            HttpRequest list = HttpRequest.newBuilder(URI.create(cluster.url() + "/apis/tekton.dev/" + path))
                    .build();
            JsonNode items = JSON.readTree(client.send(list, HttpResponse.BodyHandlers.ofByteArray())
                            .body())
                    .path("items");
            assertThat(items).isNotEmpty();
            for (JsonNode item : items) {
                RunKind kind = RunKind.of(path.replaceAll(".*/", "")).orElseThrow();
                ObjectNode run = JSON.createObjectNode()
                        .put("apiVersion", "tekton.dev/" + path.replaceAll("/.*", ""))
                        .put("kind", kind.kind());
                run.setAll((ObjectNode) item);
                byte[] bytes = JSON.writeValueAsBytes(run);
                runs.add(RunReader.readFile(kind, bytes, 0, bytes.length));
            }
        }
        return runs;
    }

    private static String text(RecordedRequest request) {
        if (request.method().equals("send")) {
            return "send " + new String(request.body(), StandardCharsets.UTF_8);
        }
        Map<String, String> headers = new TreeMap<>();
        request.headers().forEach((name, values) -> headers.put(name, String.join("|", values)));
        return text(
                request.method(), request.target().replaceFirst("^(http|kafka)://[^/]*", ""), headers, request.body());
    }

    private Stream<String> received() {
        return receiver.received().stream().map(request -> {
            Map<String, String> headers = new TreeMap<>();
            request.headers().forEach((name, values) -> headers.put(name, String.join("|", values)));
            return text(request.method(), request.path(), headers, request.body())
                    .replaceAll(POSTED_BY_THE_SERVICE, "}");
        });
    }

    /** Lines of the example that writes a file. */
    private Stream<String> written() throws IOException {
        return Files.readAllLines(folder.resolve("out/runs.jsonl")).stream().map(line -> "send " + line);
    }

    private static Stream<String> produced() {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
        List<String> produced = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.listTopics().values().stream()
                    .flatMap(List::stream)
                    .filter(one -> !one.topic().startsWith("__"))
                    .map(one -> new TopicPartition(one.topic(), one.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long wanted = consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            while (produced.size() < wanted) {
                consumer.poll(Duration.ofSeconds(1)).forEach(one -> produced.add(text(one)));
            }
        }
        return produced.stream();
    }

    private static String text(ConsumerRecord<byte[], byte[]> produced) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("key", new String(produced.key(), StandardCharsets.UTF_8));
        for (Header header : produced.headers()) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return text("produce", "/" + produced.topic(), headers, produced.value());
    }

    private static String text(String method, String place, Map<String, String> headers, byte[] body) {
        Map<String, String> compared = new TreeMap<>();
        headers.forEach((name, value) -> compared.put(name.toLowerCase(Locale.ROOT), value));
        compared.keySet().removeAll(NOT_COMPARED);
        // a PipelineRun's message tells of its tasks, which the service may not have seen yet
        String text = place.equals("/slack.webhook-url") ? "" : new String(body, StandardCharsets.ISO_8859_1);
        return method + " " + place + " " + compared + " " + text.replaceFirst("\"sequence\":\"[0-9]{20}\",?", "");
    }
}
