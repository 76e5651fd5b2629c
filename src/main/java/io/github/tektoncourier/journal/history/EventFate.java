package io.github.tektoncourier.journal.history;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of an event at one subscription, or at one value of its slot.
 *
 * @param value of the slot; empty where there is none
 * @param at when it ended, or since when it is so; absent where that is not known
 * @param attempts how often it was tried
 * @param status of the answer by HTTP that delivered it; 0 where there was none
 * @param why in words; empty where there is nothing to say
 * @param failures attempts that failed: the first, the last and some between
 */
public record EventFate(
        String subscription,
        String value,
        Kind kind,
        @Nullable Instant at,
        int attempts,
        int status,
        String why,
        List<FailedAttempt> failures) {

    /** One without an answer by HTTP. */
    public EventFate(
            String subscription,
            String value,
            Kind kind,
            @Nullable Instant at,
            int attempts,
            String why,
            List<FailedAttempt> failures) {
        this(subscription, value, kind, at, attempts, 0, why, failures);
    }

    /** All that can become of an event. */
    public enum Kind {
        DELIVERED,
        /** The subscription does not ask for it, or its route sent nothing. */
        FILTERED,
        /** Waits for its turn, or for its sink. */
        PENDING,
        /** Waits with its run while others go on. */
        PARKED,
        /** A dead letter that goes again. */
        RETRYING,
        DEAD,
        /** A dead letter that was given up by a command. */
        DROPPED,
        /** Appended before the subscription began. */
        NOT_DUE,
        /** Done with before the journal noted how, or so long ago that this was forgotten. */
        FORGOTTEN;

        /** The word that commands print. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
