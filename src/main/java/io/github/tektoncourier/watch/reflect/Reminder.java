package io.github.tektoncourier.watch.reflect;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;

/** Logs a failure when it begins or changes, then at most once a minute, and when it is over. */
final class Reminder {
    private static final Duration REMINDER = Duration.ofMinutes(1);

    private final Logger log;
    private final Clock clock;
    private final String scope;
    private String last = "";
    private Instant said = Instant.MIN;

    Reminder(Logger log, Clock clock, String scope) {
        this.log = log;
        this.clock = clock;
        this.scope = scope;
    }

    void about(String trouble) {
        Instant now = clock.instant();
        if (!trouble.equals(last) || said.plus(REMINDER).isBefore(now)) {
            last = trouble;
            said = now;
            log.warn("Watch of {}: {} Trying again until it works.", scope, ended(trouble));
        }
    }

    void over() {
        if (!last.isEmpty()) {
            log.info("Watch of {}: works again.", scope);
            last = "";
        }
    }

    private static String ended(String sentence) {
        return sentence.endsWith(".") ? sentence : sentence + ".";
    }
}
