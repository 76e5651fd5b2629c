package io.github.tektoncourier.kamelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.github.tektoncourier.cloudevent.CloudEvents;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.moment.Moments;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.LargeRun;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.Scope;
import io.github.tektoncourier.schema.EventSchemas;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events larger than their receivers take, from the run's bytes through the journal to a receiver or a broker. */
@Timeout(180)
class LargeEventsIT extends SinkTestSupport {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Scope SCOPE = new Scope("test", "pipelineruns", "", "");
    private static final int LIMIT = 256 * 1024;
    private static KafkaClusterTestKit kafka;

    @TempDir
    static Path directories;

    private final Receiver receiver = new Receiver().limit(LIMIT);
    private Journal journal;

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

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        journal = JournalFactory.open(
                JournalSettings.in(directories.resolve("journal-" + System.nanoTime())), Clock.systemUTC());
        context.getRegistry().bind("journal", journal);
        return context;
    }

    @AfterEach
    void close() {
        context.stop();
        journal.close();
        receiver.close();
    }

    @Test
    void a_run_of_1400_kb_reaches_a_receiver_that_answers_413_above_256_KiB() throws Exception {
        subscribe("cloudevents-http-sink", Map.of("url", receiver.url("/"), "contentMode", "structured"));

        append(LargeRun.json("a", 400, 1_400_000));

        await().atMost(Duration.ofSeconds(60)).until(() -> books().delivered() == 4);
        assertThat(books().dead()).isZero();
        assertThat(books().balanced()).isTrue();
        List<JsonNode> taken = receiver.taken();
        assertThat(types(taken)).containsExactly("queued", "started", "running", "successful");
        assertThat(receiver.refused()).isEqualTo(4);
        assertThat(taken).allSatisfy(event -> {
            assertThat(event.path("trimmed").asText()).isEqualTo("true");
            assertThat(event.path("id").asText()).startsWith("a/");
            JsonNode run = event.at("/data/pipelineRun");
            assertThat(run.at("/spec").size()).isZero();
            assertThat(run.at("/status/childReferences")).hasSize(400);
            assertThat(run.at("/status/provenance").isObject()).isTrue();
        });
    }

    @Test
    void tektons_own_payload_is_trimmed_as_well() throws Exception {
        subscribe("tektonv1", "cloudevents-http-sink", Map.of("url", receiver.url("/"), "contentMode", "structured"));

        append(LargeRun.json("j", 400, 1_400_000));

        await().atMost(Duration.ofSeconds(60)).until(() -> books().delivered() == 4);
        assertThat(books().dead()).isZero();
        assertThat(receiver.taken()).allSatisfy(event -> {
            assertThat(event.path("trimmed").asText()).isEqualTo("true");
            assertThat(event.at("/data/pipelineRun/status/childReferences")).hasSize(400);
            assertThat(event.at("/data/pipelineRun/status").has("pipelineSpec")).isFalse();
        });
    }

    @Test
    void a_CDEvent_of_a_large_run_is_small() throws Exception {
        subscribe("cdevents", "cloudevents-http-sink", Map.of("url", receiver.url("/"), "contentMode", "structured"));

        append(LargeRun.json("k", 400, 1_400_000));

        await().atMost(Duration.ofSeconds(60)).until(() -> books().delivered() == 3 && books().filtered() == 1);
        assertThat(receiver.refused()).isZero();
        assertThat(receiver.taken())
                .allSatisfy(event -> assertThat(event.has("trimmed")).isFalse());
    }

    @Test
    void each_rung_is_tried_until_one_is_taken_and_the_run_waits_for_it() throws Exception {
        receiver.limit(20_000);
        subscribe("cloudevents-http-sink", Map.of("url", receiver.url("/"), "contentMode", "structured"));

        append(LargeRun.json("b", 400, 1_400_000));

        await().atMost(Duration.ofSeconds(60)).until(() -> books().delivered() == 4);
        assertThat(types(receiver.taken())).containsExactly("queued", "started", "running", "successful");
        assertThat(receiver.refused()).isEqualTo(3 * 4);
        assertThat(receiver.taken().get(3).at("/data/pipelineRun/status").size())
                .isOne();
        assertThat(receiver.taken().get(3).at("/data/pipelineRun/status/conditions"))
                .hasSize(1);
    }

    @Test
    void refused_on_the_last_rung_it_is_dead_with_the_receivers_answer_and_smaller_runs_go_on() throws Exception {
        receiver.limit(20_000);
        subscribe("cloudevents-http-sink", Map.of("url", receiver.url("/"), "contentMode", "structured"));

        append(LargeRun.json("c", 100, 1_000_000, 30_000));
        append(LargeRun.json("d", 2, 4_000));

        await().atMost(Duration.ofSeconds(60)).until(() -> books().delivered() == 4 && books().dead() == 4);
        assertThat(books().balanced()).isTrue();
        assertThat(books().lastError()).contains("413");
        assertThat(receiver.taken())
                .allSatisfy(event -> assertThat(event.has("trimmed")).isFalse());
    }

    @Test
    void with_maxBytes_nothing_is_refused() throws Exception {
        subscribe("cloudevents-http-sink", Map.of("url", receiver.url("/"), "maxBytes", "256KiB"));

        append(LargeRun.json("e", 400, 1_400_000));

        await().atMost(Duration.ofSeconds(60)).until(() -> books().delivered() == 4);
        assertThat(receiver.refused()).isZero();
        assertThat(receiver.requests).hasSize(4);
        assertThat(receiver.requests).allSatisfy(request -> {
            assertThat(request.header("ce-trimmed")).isEqualTo("true");
            assertThat(request.body().length).isBetween(40_000, LIMIT);
        });
    }

    @Test
    void larger_than_maxBytes_on_the_last_rung_it_is_dead_with_both_sizes_and_nothing_is_sent() throws Exception {
        subscribe("cloudevents-http-sink", Map.of("url", receiver.url("/"), "maxBytes", "20000"));

        append(LargeRun.json("f", 100, 1_000_000, 30_000));

        await().atMost(Duration.ofSeconds(60)).until(() -> books().dead() == 4);
        assertThat(receiver.requests).isEmpty();
        assertThat(books().lastError()).contains("bytes as sent").contains("maxBytes is 20000");
    }

    @Test
    void a_run_of_1400_kb_reaches_a_topic_with_a_limit_of_1_MiB() throws Exception {
        subscribe("cloudevents-kafka-sink", Map.of("bootstrapServers", kafka.bootstrapServers(), "topic", "large"));

        append(LargeRun.json("g", 400, 1_400_000));

        await().atMost(Duration.ofSeconds(60)).until(() -> books().delivered() == 4);
        assertThat(books().dead()).isZero();
        List<ConsumerRecord<String, byte[]>> records = read("large", 4);
        assertThat(records).allSatisfy(record -> {
            assertThat(new String(record.headers().lastHeader("ce_trimmed").value(), StandardCharsets.UTF_8))
                    .isEqualTo("true");
            assertThat(JSON.readTree(record.value()).at("/pipelineRun/status/childReferences"))
                    .hasSize(400);
        });
        assertThat(records).extracting(ConsumerRecord::key).containsOnly("g");
    }

    @Test
    void a_limit_that_only_the_broker_knows_is_met_as_well() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(
                            List.of(new NewTopic("narrow", 1, (short) 1).configs(Map.of("max.message.bytes", "20000"))))
                    .all()
                    .get();
        }
        subscribe(
                "cloudevents-kafka-sink",
                Map.of("bootstrapServers", kafka.bootstrapServers(), "topic", "narrow", "contentMode", "structured"));

        append(LargeRun.json("i", 400, 600_000));

        await().atMost(Duration.ofSeconds(60)).until(() -> books().delivered() == 4);
        assertThat(books().lastError()).contains("RecordTooLargeException");
        List<JsonNode> taken = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : read("narrow", 4)) {
            taken.add(JSON.readTree(record.value()));
        }
        assertThat(types(taken)).containsExactly("queued", "started", "running", "successful");
        assertThat(taken).allMatch(event -> event.path("trimmed").asText().equals("true"));
    }

    @Test
    void with_maxBytes_kafka_refuses_nothing_either() throws Exception {
        subscribe(
                "cloudevents-kafka-sink",
                Map.of("bootstrapServers", kafka.bootstrapServers(), "topic", "fitting", "maxBytes", "1MiB"));

        append(LargeRun.json("h", 400, 1_400_000));

        await().atMost(Duration.ofSeconds(60)).until(() -> books().delivered() == 4);
        assertThat(books().lastError()).isEmpty();
        assertThat(read("fitting", 4)).hasSize(4);
    }

    private void subscribe(String kamelet, Map<String, String> parameters) throws Exception {
        subscribe("default", kamelet, parameters);
    }

    private void subscribe(String format, String kamelet, Map<String, String> parameters) throws Exception {
        StringBuilder yaml = new StringBuilder(
                """
                - route:
                    id: large
                    errorHandler: { noErrorHandler: {} }
                    from:
                      uri: kamelet:tekton-events-source
                      parameters: { subscription: large, startFrom: earliest }
                      steps:
                        - to: { uri: "kamelet:tekton-format-action", parameters: { format: %s } }
                        - to:
                            uri: kamelet:%s
                            parameters:
                """
                        .formatted(format, kamelet));
        parameters.forEach((key, value) -> yaml.append("              ")
                .append(key)
                .append(": \"")
                .append(value)
                .append("\"\n"));
        load(yaml.toString());
    }

    private void append(byte[] run) throws Exception {
        Change change = Change.ofRun(
                SCOPE, Change.Type.MODIFIED, false, RunReader.read(RunKind.PIPELINE_RUN, run, 0, run.length));
        journal.append(new CloudEvents("", journal).cloudEvents(new Moments().moments(change)))
                .get();
    }

    private Books books() {
        return journal.books().stream()
                .filter(books -> books.subscription().equals("large"))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> types(List<JsonNode> events) {
        return events.stream()
                .map(event -> event.path("type").asText().split("\\.", -1)[4])
                .toList();
    }

    private static List<ConsumerRecord<String, byte[]>> read(String topic, int count) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest");
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (records.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        records.forEach(record ->
                EventSchemas.check(KafkaMessageFactory.createReader(record).toEvent()));
        return records;
    }
}
