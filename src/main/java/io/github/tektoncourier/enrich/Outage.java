package io.github.tektoncourier.enrich;

import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.text.LogText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps core Events flowing while the API server gives no runs: asks again at intervals only, and logs the outage once.
 */
final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(Enrichment.class);
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration REMINDER = Duration.ofMinutes(5);

    // The client's message starts with the request; the answer stands behind it.
    private static final int ENOUGH = 400;

    private final String resource;
    private final Clock clock;
    private Instant until = Instant.MIN;
    private Instant said = Instant.MIN;
    private Duration pause = SHORTEST;

    Outage(String resource, Clock clock) {
        this.resource = resource;
        this.clock = clock;
    }

    synchronized boolean lasts() {
        return clock.instant().isBefore(until);
    }

    synchronized void begins(Run run, Throwable why) {
        Instant now = clock.instant();
        until = now.plus(pause);
        pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
        if (said.equals(Instant.MIN) || now.isAfter(said.plus(REMINDER))) {
            said = now;
            LOG.warn(
                    "Could not GET {} of {} to go with its core Events: {}. They are told without it until that works;"
                            + " the courier needs the verb get on this resource.",
                    LogText.quoted(run.where()),
                    resource,
                    LogText.quoted(String.valueOf(why.getMessage()), ENOUGH));
        }
    }

    synchronized void over() {
        if (!said.equals(Instant.MIN)) {
            LOG.info("The API server gives {} again; core Events are told with them.", resource);
            said = Instant.MIN;
            until = Instant.MIN;
            pause = SHORTEST;
        }
    }
}
