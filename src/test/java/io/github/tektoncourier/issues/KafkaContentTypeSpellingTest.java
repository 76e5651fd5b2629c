package io.github.tektoncourier.issues;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.kamelet.kafka.LowerCaseContentType;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

/** On the 4.22 core Kafka records carried {@code Content-Type}, which receivers of CloudEvents do not find. */
class KafkaContentTypeSpellingTest {

    @Test
    void the_header_is_spelt_as_the_binding_says_however_camel_spells_it() {
        ProducerRecord<Object, Object> message = new ProducerRecord<>("t", "v");
        message.headers().add("Content-Type", "application/json".getBytes(UTF_8));
        message.headers().add("ce_id", "1".getBytes(UTF_8));

        Iterable<Header> sent = new LowerCaseContentType().onSend(message).headers();

        assertThat(sent).extracting(Header::key).containsExactly("ce_id", "content-type");
        assertThat(sent).extracting(h -> new String(h.value(), UTF_8)).containsExactly("1", "application/json");
    }
}
