package io.github.tektoncourier.journal.camel;

import io.github.tektoncourier.cloudevent.RetryAfter;
import io.github.tektoncourier.journal.FailureReader;
import io.github.tektoncourier.journal.Verdict;
import io.github.tektoncourier.text.LogText;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/** What the answer of an HTTP receiver means that was no 2xx. */
public final class HttpFailures implements FailureReader {

    private static final int TOO_LARGE = 413;

    /** Bad request, too large, unsupported format, unprocessable, headers too large. */
    private static final Set<Integer> FOR_GOOD = Set.of(400, TOO_LARGE, 415, 422, 431);

    @Override
    public Optional<Verdict> read(Throwable cause, Clock clock) {
        return cause instanceof HttpOperationFailedException http
                ? Optional.of(verdict(http, clock))
                : Optional.empty();
    }

    private static Verdict verdict(HttpOperationFailedException http, Clock clock) {
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
                            Math.min(Verdict.ANSWER * 4, http.getResponseBody().length()));
        }
        return new Verdict(
                FOR_GOOD.contains(status),
                true,
                retryAfter(http.getResponseHeaders(), clock),
                LogText.line(answer.toString(), Verdict.ANSWER),
                status == TOO_LARGE);
    }

    /** {@code Retry-After}: seconds or a date; what cannot be read counts as absent. */
    private static long retryAfter(@Nullable Map<String, String> headers, Clock clock) {
        String value = headers == null
                ? null
                : headers.entrySet().stream()
                        .filter(header -> "retry-after".equalsIgnoreCase(header.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(null);
        return RetryAfter.seconds(value, clock) * 1_000L;
    }
}
