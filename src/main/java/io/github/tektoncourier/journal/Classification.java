package io.github.tektoncourier.journal;

import io.github.tektoncourier.cloudevent.Refusal;
import io.github.tektoncourier.cloudevent.RetryAfter;
import io.github.tektoncourier.text.LogText;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a failed delivery means. The rule behind the table: what may be the sink's or its operator's fault is
 * tried again, so that a sink that is down or misconfigured eats no events; only an answer that says "this very event
 * is unacceptable" is dead at once.
 */
final class Classification {

    private static final int TOO_LARGE = 413;
    private static final String RECORD_TOO_LARGE = "org.apache.kafka.common.errors.RecordTooLargeException";

    /** Bad request, too large, unsupported format, unprocessable, headers too large. */
    private static final Set<Integer> FOR_GOOD = Set.of(400, TOO_LARGE, 415, 422, 431);

    /** By name, so that these libraries are needed only where they are used. */
    private static final Set<String> EXCEPTIONS_FOR_GOOD = Set.of(
            RECORD_TOO_LARGE,
            "org.apache.kafka.common.InvalidRecordException",
            "org.apache.kafka.common.errors.SerializationException");

    private static final Set<String> NO_ANSWER = Set.of(
            "org.apache.kafka.common.errors.DisconnectException",
            "org.apache.kafka.common.errors.NetworkException",
            "org.apache.kafka.common.errors.TimeoutException");

    private static final int DEPTH = 20;
    private static final int ANSWER = 300;

    private final Clock clock;

    Classification(Clock clock) {
        this.clock = clock;
    }

    /** What the outcome of a failed attempt means. */
    Verdict of(Outcome.Failed failed) {
        Verdict verdict = of(failed.cause());
        boolean ofTheSink = verdict.forGood() || verdict.retryAfterMillis() > 0 || !verdict.answered();
        return failed.byRoute() && !ofTheSink
                ? Verdict.byRoute("the route itself failed: " + verdict.answer())
                : verdict;
    }

    Verdict of(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < DEPTH; cause = cause.getCause(), depth++) {
            if (cause instanceof HttpOperationFailedException http) {
                return http(http);
            }
            if (cause instanceof Refusal refusal) {
                return new Verdict(
                        refusal.forGood(), true, Math.max(0, refusal.retryAfterSeconds()) * 1_000L, message(cause));
            }
            String name = cause.getClass().getName();
            if (EXCEPTIONS_FOR_GOOD.contains(name)) {
                return new Verdict(true, true, 0, message(cause), name.equals(RECORD_TOO_LARGE));
            }
            if (NO_ANSWER.contains(name)) {
                return Verdict.retry(false, message(cause));
            }
            if (cause instanceof IOException || cause instanceof TimeoutException) {
                return Verdict.retry(false, message(cause)); // refused, reset, timed out, no such host, TLS
            }
        }
        return Verdict.retry(true, message(failure));
    }

    private Verdict http(HttpOperationFailedException http) {
        int status = http.getStatusCode();
        StringBuilder answer = new StringBuilder("HTTP ").append(status);
        if (http.getStatusText() != null) {
            answer.append(' ').append(http.getStatusText());
        }
        if (http.getResponseBody() != null && !http.getResponseBody().isBlank()) {
            answer.append(": ")
                    .append(
                            http.getResponseBody(),
                            0,
                            Math.min(ANSWER * 4, http.getResponseBody().length()));
        }
        return new Verdict(
                FOR_GOOD.contains(status),
                true,
                retryAfter(http.getResponseHeaders()),
                LogText.line(answer.toString(), ANSWER),
                status == TOO_LARGE);
    }

    /** {@code Retry-After}: seconds or a date; what cannot be read counts as absent. */
    private long retryAfter(@Nullable Map<String, String> headers) {
        String value = headers == null
                ? null
                : headers.entrySet().stream()
                        .filter(header -> "retry-after".equalsIgnoreCase(header.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(null);
        return RetryAfter.seconds(value, clock) * 1_000L;
    }

    private static String message(Throwable failure) {
        String name = failure.getClass().getSimpleName();
        String text = LogText.line(failure.getMessage(), ANSWER);
        return text.isEmpty() ? name : name + ": " + text;
    }
}
