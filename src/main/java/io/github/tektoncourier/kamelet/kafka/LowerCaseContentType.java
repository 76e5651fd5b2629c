package io.github.tektoncourier.kamelet.kafka;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Gives the record header {@code content-type} the spelling that the CloudEvents Kafka protocol binding demands
 * (section 3.2.1). Kafka's header names are case-sensitive, and Camel 4.22 spells every header it knows in its own way.
 */
public final class LowerCaseContentType implements ProducerInterceptor<Object, Object> {

    private static final String RIGHT = "content-type";
    private static final String CAMELS = "Content-Type";

    @Override
    public ProducerRecord<Object, Object> onSend(ProducerRecord<Object, Object> message) {
        Header misspelt = message.headers().lastHeader(CAMELS);
        if (misspelt != null) {
            message.headers().remove(CAMELS);
            message.headers().remove(RIGHT);
            message.headers().add(RIGHT, misspelt.value());
        }
        return message;
    }

    @Override
    public void onAcknowledgement(@Nullable RecordMetadata metadata, @Nullable Exception exception) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> configs) {}
}
