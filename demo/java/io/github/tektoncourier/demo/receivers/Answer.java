package io.github.tektoncourier.demo.receivers;

import java.time.Duration;
import java.util.Map;

/**
 * What a receiver answers to a request.
 *
 * @param delay how long it takes to answer
 * @param hang whether it never answers at all
 */
public record Answer(int status, Map<String, String> headers, String body, Duration delay, boolean hang) {

    public static Answer status(int status) {
        return new Answer(status, Map.of(), "", Duration.ZERO, false);
    }

    /** {@code 429} with {@code Retry-After}. */
    public static Answer tooMany(int retryAfterSeconds) {
        return new Answer(429, Map.of("Retry-After", Integer.toString(retryAfterSeconds)), "", Duration.ZERO, false);
    }

    /** Takes the request and keeps silent. */
    public static Answer silence() {
        return new Answer(0, Map.of(), "", Duration.ZERO, true);
    }

    public static Answer text(int status, String body) {
        return new Answer(status, Map.of("Content-Type", "text/plain"), body, Duration.ZERO, false);
    }

    public static Answer json(int status, String body) {
        return new Answer(
                status, Map.of("Content-Type", "application/json; charset=utf-8"), body, Duration.ZERO, false);
    }

    /** The same, but late. */
    public Answer after(Duration later) {
        return new Answer(status, headers, body, later, hang);
    }
}
