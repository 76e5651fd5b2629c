package io.github.tektoncourier.kamelet.kafka;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A producer that begins anew after an error that ends one. Kafka's idempotent producer stays in an error state for ever,
 * for instance once a login was refused, and fails everything from then on, the repaired login notwithstanding.
 */
final class RenewedProducer {

    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Properties settings;
    private @Nullable Generation current;
    private boolean closed;

    private RenewedProducer(Properties settings) {
        this.settings = settings;
    }

    /** A producer whose settings were found to be possible. */
    static RenewedProducer start(Properties settings) {
        RenewedProducer producer = new RenewedProducer(settings);
        producer.current();
        return producer;
    }

    /** One producer and what is under way on it. */
    private static final class Generation {
        final Producer<Object, Object> producer;
        int underWay;
        boolean retired;

        Generation(Producer<Object, Object> producer) {
            this.producer = producer;
        }
    }

    /** The producer of now. */
    Producer<Object, Object> current() {
        synchronized (this) {
            return generation().producer;
        }
    }

    private Generation generation() {
        if (closed) {
            throw new IllegalStateException("The sink's producer is closed");
        }
        Generation now = current;
        if (now == null) {
            now = new Generation(create());
            current = now;
        }
        return now;
    }

    /** Kafka finds the classes of login modules by the thread's class loader. */
    private Producer<Object, Object> create() {
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        thread.setContextClassLoader(KafkaProducer.class.getClassLoader());
        try {
            return new KafkaProducer<>(settings);
        } finally {
            thread.setContextClassLoader(loader);
        }
    }

    /** Sends; what goes wrong is told with its true cause. */
    Future<RecordMetadata> send(ProducerRecord<Object, Object> message, @Nullable Callback callback) {
        Generation used;
        synchronized (this) {
            used = generation();
            used.underWay++;
        }
        AtomicBoolean ended = new AtomicBoolean();
        try {
            return used.producer.send(message, (metadata, failure) -> {
                Exception cause = failure == null ? null : KafkaTrouble.cause(failure, used.producer, settings);
                try {
                    if (callback != null) {
                        callback.onCompletion(metadata, cause);
                    }
                } finally {
                    if (ended.compareAndSet(false, true)) {
                        ended(used, cause);
                    }
                }
            });
        } catch (RuntimeException e) {
            RuntimeException cause = KafkaTrouble.cause(e, used.producer, settings);
            if (ended.compareAndSet(false, true)) {
                ended(used, cause);
            }
            throw cause;
        }
    }

    private void ended(Generation used, @Nullable Exception failure) {
        boolean done;
        synchronized (this) {
            used.underWay--;
            if (failure != null && KafkaTrouble.endsProducer(failure)) {
                retire(used);
            }
            done = used.retired && used.underWay == 0;
        }
        if (done) {
            end(used);
        }
    }

    private void retire(Generation used) {
        used.retired = true;
        if (current == used) {
            current = null;
        }
    }

    /** On a thread of its own, because this may be the producer's. */
    private static void end(Generation generation) {
        Thread thread = new Thread(() -> generation.producer.close(LAST_WORDS), "kafka-producer-close");
        thread.setDaemon(true);
        thread.start();
    }

    /** No endpoint uses it any more. */
    void close() {
        Generation last;
        synchronized (this) {
            closed = true;
            last = current;
            current = null;
        }
        if (last != null) {
            last.producer.close(LAST_WORDS);
        }
    }
}
