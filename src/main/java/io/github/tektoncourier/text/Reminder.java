package io.github.tektoncourier.text;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;

/** Logs a failure when it begins or changes, then at most once a minute, and when it is over. */
public final class Reminder {
    private static final Duration REMINDER = Duration.ofMinutes(1);

    private final Logger log;
    private final Clock clock;
    private final String subject;
    private String last = "";
    private Instant said = Instant.MIN;

    /** @param subject what fails, as a line of the log begins with it */
    public Reminder(Logger log, Clock clock, String subject) {
        this.log = log;
        this.clock = clock;
        this.subject = subject;
    }

    public void about(String trouble) {
        Instant now = clock.instant();
        if (!trouble.equals(last) || said.plus(REMINDER).isBefore(now)) {
            last = trouble;
            said = now;
            log.warn("{}: {} Trying again until it works.", subject, ended(trouble));
        }
    }

    public void over() {
        if (!last.isEmpty()) {
            log.info("{}: works again.", subject);
            last = "";
        }
    }

    private static String ended(String sentence) {
        return sentence.endsWith(".") ? sentence : sentence + ".";
    }
}
