package io.github.tektoncourier.kamelet.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.jspecify.annotations.Nullable;

/** One endpoint's use of a shared producer: closing it ends this use only. */
final class ProducerHandle implements Producer<Object, Object> {

    private final RenewedProducer shared;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();

    ProducerHandle(RenewedProducer shared, Runnable release) {
        this.shared = shared;
        this.release = release;
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<Object, Object> message) {
        return send(message, null);
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<Object, Object> message, @Nullable Callback callback) {
        if (closed.get()) {
            throw new IllegalStateException("The sink's producer is closed");
        }
        return shared.send(message, callback);
    }

    @Override
    public void flush() {
        shared.current().flush();
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        return shared.current().partitionsFor(topic);
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return shared.current().metrics();
    }

    @Override
    public Uuid clientInstanceId(Duration timeout) {
        return shared.current().clientInstanceId(timeout);
    }

    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {
        shared.current().registerMetricForSubscription(metric);
    }

    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {
        shared.current().unregisterMetricFromSubscription(metric);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
    }

    @Override
    public void close(Duration timeout) {
        close();
    }

    @Override
    public void initTransactions() {
        throw noTransactions();
    }

    @Override
    public void beginTransaction() {
        throw noTransactions();
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
        throw noTransactions();
    }

    @Override
    public void commitTransaction() {
        throw noTransactions();
    }

    @Override
    public void abortTransaction() {
        throw noTransactions();
    }

    private static UnsupportedOperationException noTransactions() {
        return new UnsupportedOperationException("A producer that sinks share has no transactions");
    }
}
