package io.github.tektoncourier.enrich;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often the API server is asked for runs that core Events name: five times a second at most, and once a second for
 * Events of one namespace, because anyone with the right to create Events there can name any number of runs. Some of
 * the five are kept for namespaces that did not ask lately, so that a flood takes none from them. Nothing waits for its
 * turn.
 */
final class LookupPacing {

    private static final double PER_SECOND = 5;
    private static final double BURST = 10;
    private static final double OF_NAMESPACE_PER_SECOND = 1;
    private static final double OF_NAMESPACE_BURST = 3;

    /** A namespace that did not ask for this long has precedence. */
    private static final Duration REST = Duration.ofSeconds(2);

    /** Turns kept for namespaces that did not ask lately. */
    private static final double KEPT = 3;

    private static final int MOST_NAMESPACES = 1_000;

    private record Level(double turns, Instant at) {
        Level refilled(Instant now, double perSecond, double most) {
            double more = Math.max(0, Duration.between(at, now).toMillis()) / 1000.0 * perSecond;
            return new Level(Math.min(most, turns + more), now);
        }
    }

    private final Clock clock;
    private final Map<String, Level> namespaces = new LinkedHashMap<>(16, 0.75f, true);
    private Level all;

    LookupPacing(Clock clock) {
        this.clock = clock;
        this.all = new Level(BURST, clock.instant());
    }

    /** Takes a turn for an Event of this namespace, if there is one. */
    synchronized boolean take(String namespace) {
        Instant now = clock.instant();
        all = all.refilled(now, PER_SECOND, BURST);
        Level before = namespaces.getOrDefault(namespace, new Level(OF_NAMESPACE_BURST, Instant.EPOCH));
        // What asks all the time and is refused has turns of its own left, but did not rest.
        boolean rested = before.at().isBefore(now.minus(REST));
        Level own = before.refilled(now, OF_NAMESPACE_PER_SECOND, OF_NAMESPACE_BURST);
        boolean granted = own.turns() >= 1 && all.turns() >= (rested ? 1 : 1 + KEPT);
        if (granted) {
            own = new Level(own.turns() - 1, now);
            all = new Level(all.turns() - 1, now);
        }
        namespaces.put(namespace, own);
        if (namespaces.size() > MOST_NAMESPACES) {
            namespaces.remove(namespaces.keySet().iterator().next());
        }
        return granted;
    }
}
