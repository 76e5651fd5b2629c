package io.github.tektoncourier.kamelet.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Gives all Kafka endpoints of a Camel context that have the same cluster and the same settings one producer. Each
 * producer has a thread, connections and a buffer of its own, 32 MiB by default, so that a dozen sinks could fill the
 * heap. The producer is closed when the last endpoint that uses it is.
 */
public final class SharedKafkaClients extends DefaultKafkaClientFactory {

    /** Kafka's default, which Camel writes out though no setting asks for it. */
    private static final long UNASKED_BUFFER = 32L * 1024 * 1024;

    private final Map<Map<Object, Object>, Shared> producers = new HashMap<>();
    private final long buffer;

    /** For a process with this much heap. */
    public SharedKafkaClients(long heap) {
        this.buffer = Math.max(2L * 1024 * 1024, heap / 12);
    }

    /** A producer and the number of endpoints that use it. */
    private static final class Shared {
        private final RenewedProducer producer;
        private int users;

        Shared(RenewedProducer producer) {
            this.producer = producer;
        }
    }

    /**
     * A producer for these settings, shared with all that have the same. Transactions belong to one producer: those are
     * never shared.
     *
     * @throws org.apache.kafka.common.KafkaException for settings that no producer can have, and for brokers whose names
     *     are unknown
     */
    @Override
    public Producer<Object, Object> getProducer(Properties settings) {
        bound(settings);
        if (settings.containsKey(ProducerConfig.TRANSACTIONAL_ID_CONFIG)) {
            return new KafkaProducer<>(settings);
        }
        Map<Object, Object> key = Map.copyOf(settings);
        synchronized (producers) {
            Shared shared = producers.get(key);
            if (shared == null) {
                shared = new Shared(RenewedProducer.start(settings));
                producers.put(key, shared);
            }
            shared.users++;
            return new ProducerHandle(shared.producer, () -> release(key));
        }
    }

    /** A buffer larger than any record needs only holds what the byte budget of deliveries counts already. */
    private void bound(Properties settings) {
        long asked = number(settings, ProducerConfig.BUFFER_MEMORY_CONFIG, UNASKED_BUFFER);
        long record = number(settings, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 0);
        if (asked > buffer) {
            settings.put(
                    ProducerConfig.BUFFER_MEMORY_CONFIG, String.valueOf(Math.min(asked, Math.max(buffer, record))));
        }
    }

    private static long number(Properties settings, String name, long otherwise) {
        Object value = settings.get(name);
        try {
            return value == null ? otherwise : Long.parseLong(value.toString().strip());
        } catch (NumberFormatException e) {
            return otherwise; // the producer refuses it in its own words
        }
    }

    private void release(Map<Object, Object> key) {
        RenewedProducer unused = null;
        synchronized (producers) {
            Shared shared = producers.get(key);
            if (shared != null && --shared.users == 0) {
                producers.remove(key);
                unused = shared.producer;
            }
        }
        if (unused != null) {
            unused.close();
        }
    }

    /** Producers in use. */
    int size() {
        synchronized (producers) {
            return producers.size();
        }
    }
}
