package io.github.tektoncourier.kamelet.kafka;

import io.github.tektoncourier.kamelet.http.HttpRecorder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Gives Kafka endpoints producers that record and connect to nothing: as {@link HttpRecorder} for HTTP. */
public final class RecordingKafkaClients extends DefaultKafkaClientFactory {

    private final Recorder recorder;
    private final String passedOn;
    private final SharedKafkaClients real =
            new SharedKafkaClients(Runtime.getRuntime().maxMemory());

    public RecordingKafkaClients(Recorder recorder) {
        this(recorder, "");
    }

    /** @param passedOn bootstrap servers that records really go to, unrecorded; empty for none */
    public RecordingKafkaClients(Recorder recorder, String passedOn) {
        this.recorder = recorder;
        this.passedOn = passedOn;
    }

    /** Takes what a producer would send. */
    @FunctionalInterface
    public interface Recorder {

        /**
         * Takes a record.
         *
         * @param servers bootstrap servers, separated by comma
         * @param headers in their order; the record's key stands first, as {@code key}
         */
        void take(String servers, String topic, Map<String, List<String>> headers, byte[] value);
    }

    private static byte[] bytes(@Nullable Object value) {
        if (value instanceof byte[] raw) {
            return raw;
        }
        return value == null ? new byte[0] : value.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Checks the settings as a real producer does.
     *
     * @throws org.apache.kafka.common.config.ConfigException for settings that no producer can have
     */
    @Override
    public Producer<Object, Object> getProducer(Properties settings) {
        if (!passedOn.isEmpty() && passedOn.equals(settings.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG))) {
            return passedOn(settings);
        }
        Map<String, Object> given = new LinkedHashMap<>();
        settings.forEach((key, value) -> given.put(String.valueOf(key), value));
        ProducerConfig config = new ProducerConfig(given);
        List<ProducerInterceptor<Object, Object>> interceptors = new ArrayList<>();
        for (ProducerInterceptor<?, ?> one :
                config.getConfiguredInstances(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG, ProducerInterceptor.class)) {
            @SuppressWarnings("unchecked") // a producer's own cast
            ProducerInterceptor<Object, Object> interceptor = (ProducerInterceptor<Object, Object>) one;
            interceptors.add(interceptor);
        }
        return new Recording(String.join(",", config.getList(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG)), interceptors);
    }

    @SuppressWarnings("unchecked") // Camel's own raw type
    private Producer<Object, Object> passedOn(Properties settings) {
        return real.getProducer(settings);
    }

    /** Nothing comes: only the journal gives events to routes here. */
    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // Camel's own raw type
    public Consumer getConsumer(Properties settings) {
        return new MockConsumer("earliest") {
            @Override
            @SuppressWarnings("UnsynchronizedOverridesSynchronized") // a wait that others need not wait for
            public ConsumerRecords poll(Duration patience) {
                LockSupport.parkNanos(patience.toNanos());
                return ConsumerRecords.empty();
            }
        };
    }

    private final class Recording extends MockProducer<Object, Object> {
        private final String servers;
        private final List<ProducerInterceptor<Object, Object>> interceptors;

        private Recording(String servers, List<ProducerInterceptor<Object, Object>> interceptors) {
            super(true, null, (topic, key) -> bytes(key), (topic, value) -> bytes(value));
            this.servers = servers;
            this.interceptors = interceptors;
        }

        @Override
        public synchronized Future<RecordMetadata> send(
                ProducerRecord<Object, Object> message, @Nullable Callback callback) {
            ProducerRecord<Object, Object> out = message;
            for (ProducerInterceptor<Object, Object> interceptor : interceptors) {
                out = interceptor.onSend(out);
            }
            Map<String, List<String>> headers = new LinkedHashMap<>();
            if (out.key() != null) {
                headers.put("key", List.of(new String(bytes(out.key()), StandardCharsets.UTF_8)));
            }
            for (Header header : out.headers()) {
                headers.computeIfAbsent(header.key(), any -> new ArrayList<>())
                        .add(header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8));
            }
            recorder.take(servers, out.topic(), headers, bytes(out.value()));
            Future<RecordMetadata> sent = super.send(out, callback);
            clear(); // the history would only grow
            return sent;
        }
    }
}
