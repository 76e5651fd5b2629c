package io.github.tektoncourier.enrich;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.Text;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps core Events flowing while the API server gives no runs: asks again only now and then, and says so once. */
final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(Enrichment.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration REMINDER = Duration.ofMinutes(5);

    private final Clock clock;
    private Instant until = Instant.MIN;
    private Instant said = Instant.MIN;

    Outage(Clock clock) {
        this.clock = clock;
    }

    synchronized boolean lasts() {
        return clock.instant().isBefore(until);
    }

    synchronized void begins(Change change, Throwable why) {
        Instant now = clock.instant();
        until = now.plus(PAUSE);
        if (said.equals(Instant.MIN) || now.isAfter(said.plus(REMINDER))) {
            said = now;
            KubernetesEvent event = change.event();
            LOG.warn(
                    "Could not GET {} to go with its core Events: {}. They are told without it until that works; the"
                            + " courier needs the verb get on {}.",
                    event == null
                            ? "a run"
                            : Text.quoted(event.involved().namespace() + "/"
                                    + event.involved().name()),
                    Text.quoted(String.valueOf(why.getMessage())),
                    event == null ? "runs" : resource(event));
        }
    }

    synchronized void over() {
        if (!said.equals(Instant.MIN)) {
            LOG.info("The API server gives runs again; core Events are told with them.");
            said = Instant.MIN;
            until = Instant.MIN;
        }
    }

    private static String resource(KubernetesEvent event) {
        return RunKind.of(event.involved().kind())
                .map(kind -> kind.plural() + "." + RunKind.GROUP)
                .orElse("runs");
    }
}
