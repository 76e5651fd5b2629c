package io.github.tektoncourier.kamelet.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which factory makes the producer of a Kafka sink, where several are bound. */
class KafkaSecurityTest {

    private final DefaultCamelContext context = new DefaultCamelContext();

    @AfterEach
    void close() throws IOException {
        context.close();
    }

    @Test
    void the_factory_of_the_context_makes_it_also_where_the_component_comes_after_two_sinks() {
        List<String> made = new ArrayList<>();
        context.getRegistry()
                .bind("clients", new RecordingKafkaClients((servers, topic, headers, value) -> made.add(topic)));
        KafkaSecurity first = sink("first");
        sink("second");
        context.start();
        context.getComponent("kafka", KafkaComponent.class);

        first.getProducer(settings("kafka.invalid:9092"))
                .send(new org.apache.kafka.clients.producer.ProducerRecord<>("t", "value".getBytes()));

        assertThat(made).containsExactly("t");
    }

    @Test
    void endpoints_of_camels_own_have_the_factory_of_the_context_also_behind_two_sinks() {
        RecordingKafkaClients clients = new RecordingKafkaClients((servers, topic, headers, value) -> {});
        context.getRegistry().bind("clients", clients);
        context.start();
        sink("first");
        sink("second");

        KafkaComponent component = context.getComponent("kafka", KafkaComponent.class);

        assertThat(component.getKafkaClientFactory()).isSameAs(clients);
    }

    @Test
    void a_context_without_a_factory_gets_kafkas_own_producer() {
        KafkaSecurity only = sink("only");
        context.start();
        context.getComponent("kafka", KafkaComponent.class);

        assertThatThrownBy(() -> only.getProducer(settings("no address")))
                .hasRootCauseInstanceOf(ConfigException.class);
    }

    private KafkaSecurity sink(String name) {
        KafkaSecurity sink = new KafkaSecurity();
        sink.setCamelContext(context);
        context.getRegistry().bind(name, sink);
        return sink;
    }

    private static Properties settings(String servers) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", servers);
        settings.put("key.serializer", "org.apache.kafka.common.serialization.StringSerializer");
        settings.put("value.serializer", "org.apache.kafka.common.serialization.ByteArraySerializer");
        return settings;
    }
}
