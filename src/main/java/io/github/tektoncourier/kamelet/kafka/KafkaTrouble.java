package io.github.tektoncourier.kamelet.kafka;

import java.util.Properties;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** What a failed send to Kafka means: its true cause, and whether the producer is of any use afterwards. */
final class KafkaTrouble {

    private static final int DEPTH = 10;

    /** Where there is no metadata yet, its age is counted from 1970. */
    private static final double NEVER_SECONDS = 1e9;

    private KafkaTrouble() {}

    /** Whether the next send needs another producer. Errors about one record or one topic, and timeouts, end none. */
    static boolean endsProducer(Exception failure) {
        boolean ofOneRecord = failure instanceof RecordTooLargeException
                || failure instanceof RecordBatchTooLargeException
                || failure instanceof SerializationException
                || failure instanceof InvalidTopicException
                || failure instanceof TopicAuthorizationException
                || failure instanceof org.apache.kafka.common.InvalidRecordException;
        return !ofOneRecord && !(failure instanceof RetriableException);
    }

    /** The error that others are only the consequence of. */
    static RuntimeException cause(Exception failure, Producer<?, ?> producer, Properties settings) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEPTH; cause = cause.getCause(), depth++) {
            if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
                return (ApiException) cause;
            }
        }
        if (failure instanceof TimeoutException late) {
            return late(late, producer, settings);
        }
        if (failure.getClass() == KafkaException.class && failure.getCause() instanceof KafkaException inner) {
            return inner;
        }
        return failure instanceof RuntimeException known ? known : new KafkaException(failure);
    }

    /** The client only says that time is up; its connections show why. */
    private static RuntimeException late(TimeoutException late, Producer<?, ?> producer, Properties settings) {
        String brokers = String.valueOf(settings.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG));
        if (total(producer, "failed-authentication-total") > 0) {
            return new SaslAuthenticationException(
                    "A broker of " + brokers + " refuses the login: user, password, mechanism or certificate", late);
        }
        if (total(producer, "connection-creation-total") == 0) {
            return new TimeoutException(
                    "No broker of " + brokers + " can be reached (" + late.getMessage() + ")", late);
        }
        if (total(producer, "metadata-age") > NEVER_SECONDS) {
            return new TimeoutException(
                    "The broker behind " + brokers + " takes connections and does not answer on them. Its listener may"
                            + " want TLS or a login (" + late.getMessage() + ")",
                    late);
        }
        return late;
    }

    private static double total(Producer<?, ?> producer, String name) {
        return producer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().group().equals("producer-metrics")
                        && metric.getKey().name().equals(name))
                .map(metric -> metric.getValue().metricValue())
                .filter(Number.class::isInstance)
                .mapToDouble(value -> ((Number) value).doubleValue())
                .sum();
    }
}
