package io.github.tektoncourier.journal;

import io.github.tektoncourier.text.LogText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that a sink refused for good.
 *
 * @param id of the event; empty, as all that the event says, where the event is not kept any more
 * @param run name of the run
 * @param uid of the run
 * @param value of the subscription's slot; empty where there is none
 * @param appended when the event was appended
 * @param attempts how often it was tried
 * @param first when it failed first; absent where that is unknown
 * @param died when it failed last; absent for one that died before the journal noted it
 * @param reason the sink's last answer
 */
public record DeadLetter(
        String subscription,
        String namespace,
        String run,
        String type,
        String id,
        String uid,
        long sequence,
        String value,
        int attempts,
        @Nullable Instant appended,
        @Nullable Instant first,
        @Nullable Instant died,
        String reason) {

    /** Where a dead letter stands in the order of all. */
    public record Key(String subscription, long sequence, String value) {}

    /** Where it stands in the order of all. */
    public Key key() {
        return new Key(subscription, sequence, value);
    }

    /** Which event at which subscription, in the order that the log has. */
    public String words() {
        return subscription + " " + LogText.line(namespace + "/" + run) + " " + LogText.line(type) + " "
                + (id.isEmpty() ? "sequence " + sequence : LogText.line(id));
    }
}
