package io.github.tektoncourier.kamelet.kafka;

import io.github.tektoncourier.journal.FailureReader;
import io.github.tektoncourier.journal.Verdict;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** What a failure of Kafka's client means. By name, so that the client is needed only where it is used. */
public final class KafkaFailures implements FailureReader {

    private static final String RECORD_TOO_LARGE = "org.apache.kafka.common.errors.RecordTooLargeException";

    private static final Set<String> FOR_GOOD = Set.of(
            RECORD_TOO_LARGE,
            "org.apache.kafka.common.InvalidRecordException",
            "org.apache.kafka.common.errors.SerializationException");

    private static final Set<String> NO_ANSWER = Set.of(
            "org.apache.kafka.common.errors.DisconnectException",
            "org.apache.kafka.common.errors.NetworkException",
            "org.apache.kafka.common.errors.TimeoutException");

    @Override
    public Optional<Verdict> read(Throwable cause, Clock clock) {
        String name = cause.getClass().getName();
        if (FOR_GOOD.contains(name)) {
            return Optional.of(new Verdict(true, true, 0, Verdict.words(cause), name.equals(RECORD_TOO_LARGE)));
        }
        return NO_ANSWER.contains(name) ? Optional.of(Verdict.retry(false, Verdict.words(cause))) : Optional.empty();
    }
}
