package io.github.tektoncourier.kamelet.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.CloudEventDeserializer;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.github.tektoncourier.kamelet.Events;
import io.github.tektoncourier.kamelet.SinkTestSupport;
import io.github.tektoncourier.kamelet.TooLargeException;
import io.github.tektoncourier.schema.EventSchemas;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.StreamSupport;
import org.apache.camel.Exchange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Kafka sink against a real broker (KRaft, in this JVM). */
class KafkaSinkIT extends SinkTestSupport {

    private static KafkaClusterTestKit kafka;

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

    @Test
    void the_audit_topic_has_each_event_whole() throws Exception {
        Properties settings = new Properties();
        settings.setProperty("kafka.brokers", kafka.bootstrapServers());
        context.getPropertiesComponent().setOverrideProperties(settings);
        load(fromDirect(Files.readString(Path.of("examples/audit-kafka/audit-kafka.camel.yaml"))));

        assertThat(send().getException()).isNull();

        assertThat(read("tekton-audit", 1)).singleElement().satisfies(entry -> assertThat(new String(entry.value()))
                .contains("\"id\":\"" + Events.ID + "\"", "\"taskRun\":{"));
    }

    @Test
    void each_namespace_has_its_own_topic_by_the_example_and_by_camels_own_component() throws Exception {
        Properties settings = new Properties();
        settings.setProperty("kafka.brokers", kafka.bootstrapServers());
        context.getPropertiesComponent().setOverrideProperties(settings);
        String name = "kafka-topic-per-namespace";
        load(fromDirect(Files.readString(Path.of("examples", name, name + ".camel.yaml"))));
        load(
                """
                - route:
                    id: own
                    from:
                      uri: direct:own
                      steps:
                        - transformDataType: { toType: "kafka:tekton-cloudevent" }
                        - toD:
                            uri: "kafka:own-${header.CamelCloudEventNamespace}"
                            parameters:
                              brokers: "{{kafka.brokers}}"
                              valueSerializer: org.apache.kafka.common.serialization.ByteArraySerializer
                              useIterator: false
                """);
        Map<String, Object> other = new HashMap<>(Events.headers());
        other.put("CamelCloudEventNamespace", "team-b");
        Map<String, Object> bad = new HashMap<>(Events.headers());
        bad.put("CamelCloudEventNamespace", "team b");

        assertThat(send().getException()).isNull();
        assertThat(send(other, Events.data()).getException()).isNull();
        assertThat(send(bad, Events.data()).getException()).hasStackTraceContaining("variable namespace");
        assertThat(send("direct:own", Events.headers(), Events.data()).getException())
                .isNull();
        assertThat(send("direct:own", other, Events.data()).getException()).isNull();

        for (String topic : List.of("tekton-ci", "tekton-team-b", "own-ci", "own-team-b")) {
            assertThat(read(topic, 1)).as(topic).hasSize(1);
        }
    }

    @Test
    void binary_mode_is_what_the_sdk_reads_back() throws Exception {
        loadSink("binary", "binary");

        Exchange sent = send();

        assertThat(sent.getException()).isNull();
        ConsumerRecord<String, byte[]> record = read("binary", 1).get(0);
        assertThat(record.key()).isEqualTo("0a1b2c3d");
        assertThat(record.value()).isEqualTo(Events.data());
        assertThat(new String(record.headers().lastHeader("content-type").value(), UTF_8))
                .isEqualTo("application/json");
        assertThat(new String(record.headers().lastHeader("ce_subject").value(), UTF_8))
                .isEqualTo("unit \"50%\" grün\r\nX-Evil: 1");
        CloudEvent event = KafkaMessageFactory.createReader(record).toEvent();
        assertThat(event.getId()).isEqualTo(Events.ID);
        assertThat(event.getExtension("sequence")).isEqualTo("00000000000000000042");
        assertThat(Objects.requireNonNull(event.getData()).toBytes()).isEqualTo(Events.data());
    }

    @Test
    void structured_mode_is_what_the_sdk_reads_back() throws Exception {
        loadSink("structured", "structured");

        send();

        ConsumerRecord<String, byte[]> record = read("structured", 1).get(0);
        assertThat(record.key()).isEqualTo("0a1b2c3d");
        assertThat(names(record)).containsExactly("content-type");
        CloudEvent event = new CloudEventDeserializer().deserialize("structured", record.headers(), record.value());
        assertThat(event.getId()).isEqualTo(Events.ID);
        assertThat(event.getSubject()).isEqualTo("unit \"50%\" grün\r\nX-Evil: 1");
    }

    @Test
    void no_header_chooses_another_topic_key_or_partition_and_none_leaks() throws Exception {
        loadSink("right", "binary");
        Map<String, Object> headers = new HashMap<>(Events.headers());
        for (String name : List.of(
                "kafka.KEY", "kafka.OVERRIDE_TOPIC", "CamelKafkaKey", "CamelKafkaOverrideTopic", "CamelKafkaTopic")) {
            headers.put(name, "stolen");
        }
        for (String name : List.of("kafka.PARTITION_KEY", "CamelKafkaPartitionKey", "kafka.OVERRIDE_TIMESTAMP")) {
            headers.put(name, 1);
        }
        headers.put("X-Internal", "secret");

        Exchange sent = send(headers, Events.data());

        assertThat(sent.getException()).isNull();
        ConsumerRecord<String, byte[]> record = read("right", 1).get(0);
        assertThat(record.key()).isEqualTo("0a1b2c3d");
        assertThat(record.timestamp()).isGreaterThan(1_000_000L);
        assertThat(names(record)).allMatch(name -> name.startsWith("ce_") || name.equals("content-type"));
        assertThat(sent.getMessage().getHeaders()).isEqualTo(headers);
        assertThat(sent.getMessage().getBody()).isEqualTo(Events.data());
    }

    @Test
    void events_of_one_key_keep_their_order() throws Exception {
        loadSink("ordered", "binary");

        for (int i = 0; i < 200; i++) {
            Map<String, Object> headers = new HashMap<>(Events.headers());
            headers.put("CamelCloudEventSequence", String.format("%020d", i));
            assertThat(send(headers, Events.data()).getException()).isNull();
        }

        assertThat(read("ordered", 200))
                .extracting(
                        r -> new String(r.headers().lastHeader("ce_sequence").value(), UTF_8))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    /** Both ways by hand, because the Kamelet has no parameter for the producer's limit. */
    @ParameterizedTest
    @ValueSource(strings = {"kafka:tekton-cloudevent", "kafka:tekton-cloudevent-structured"})
    void what_fits_maxBytes_fits_the_producers_limit_of_that_size(String type) throws Exception {
        int limit = 2_000;
        load(
                """
                - route:
                    id: under-test
                    errorHandler: { noErrorHandler: {} }
                    from:
                      uri: direct:in
                      steps:
                        - setVariable: { name: maxBytes, expression: { constant: { expression: "%d" } } }
                        - transformDataType: { toType: "%s" }
                        - to:
                            uri: kafka:limits
                            parameters:
                              brokers: "%s"
                              maxRequestSize: %d
                              valueSerializer: org.apache.kafka.common.serialization.ByteArraySerializer
                              useIterator: false
                """
                        .formatted(limit, type, kafka.bootstrapServers(), limit));

        int largest = 0;
        for (int size = 100; size < limit; size += size < 300 ? 50 : 7) {
            Exchange sent = send(Events.headers(), ("\"" + "x".repeat(size) + "\"").getBytes(UTF_8));
            if (sent.getException() == null) {
                largest = size;
            } else {
                assertThat(sent.getException()).isInstanceOf(TooLargeException.class);
            }
        }

        assertThat(largest).isBetween(500, limit - 500);
    }

    @Test
    void an_event_in_tektons_form_keeps_its_key_and_has_no_extension() throws Exception {
        load(
                """
                - route:
                    id: tekton
                    from:
                      uri: direct:in
                      steps:
                        - to:
                            uri: kamelet:tekton-format-action
                            parameters:
                              format: tektonv1
                        - to:
                            uri: kamelet:cloudevents-kafka-sink
                            parameters:
                              bootstrapServers: "%s"
                              topic: tekton
                """
                        .formatted(kafka.bootstrapServers()));

        assertThat(send().getException()).isNull();

        ConsumerRecord<String, byte[]> record = read("tekton", 1).get(0);
        assertThat(record.key()).isEqualTo("0a1b2c3d");
        assertThat(names(record))
                .containsExactlyInAnyOrder(
                        "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time", "content-type");
        assertThat(new String(record.headers().lastHeader("ce_source").value(), UTF_8))
                .isEqualTo("/apis/tekton.dev/v1/namespaces/ci/TaskRun/unit");
    }

    @Test
    void the_shipped_file_writes_every_event_to_the_topic_of_the_setting() throws Exception {
        loadShipped(
                "kafka",
                Map.of("courier.kafka.bootstrap-servers", kafka.bootstrapServers(), "courier.kafka.topic", "shipped"));

        Exchange sent = send();

        assertThat(sent.getException()).isNull();
        assertThat(read("shipped", 1)).hasSize(1);
    }

    private void loadSink(String topic, String contentMode) throws Exception {
        loadSink(
                "cloudevents-kafka-sink",
                Map.of("bootstrapServers", kafka.bootstrapServers(), "topic", topic, "contentMode", contentMode));
    }

    private static List<String> names(ConsumerRecord<String, byte[]> record) {
        return StreamSupport.stream(record.headers().spliterator(), false)
                .map(Header::key)
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
