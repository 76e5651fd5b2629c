package io.github.tektoncourier.moment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One proof of a moment in a snapshot; its type is not its business.
 *
 * @param discriminator tells moments of one type and run apart; empty where there is only one
 */
record Sighting(
        String discriminator,
        @Nullable Instant time,
        @Nullable String reason,
        @Nullable Integer attempt,
        @Nullable String outcome) {

    static Sighting at(@Nullable Instant time) {
        return new Sighting("", time, null, null, null);
    }

    Sighting because(String reason) {
        return new Sighting(discriminator, time, reason.isEmpty() ? null : reason, attempt, outcome);
    }

    Sighting endedWith(String outcome) {
        return new Sighting(discriminator, time, reason, attempt, outcome);
    }

    /** One of several in a run: belongs to a try and has a name of its own within it. */
    Sighting inAttempt(int attempt, String name) {
        return new Sighting(attempt + "/" + name, time, reason, attempt, outcome);
    }
}
