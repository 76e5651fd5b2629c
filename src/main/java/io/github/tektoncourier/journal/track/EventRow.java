package io.github.tektoncourier.journal.track;

import io.github.tektoncourier.journal.SubscriptionSettings;
import java.util.Optional;

/**
 * What the index knows of an event: enough to filter and order it without touching its body.
 *
 * @param outcome empty where the event has none
 * @param appended milliseconds
 * @param attributes JSON, read only when the event is delivered
 * @param snapshot number of its body
 */
public record EventRow(
        long seq,
        String type,
        String namespace,
        String kind,
        String outcome,
        String partitionKey,
        long appended,
        String attributes,
        long snapshot) {

    /** Whether the index alone says that a subscription wants the event. */
    public boolean wantedBy(SubscriptionSettings settings) {
        return rejectedBy(settings).isEmpty();
    }

    /** The parameter by which the index alone says that a subscription does not want it. */
    public Optional<String> rejectedBy(SubscriptionSettings settings) {
        return settings.rejectedBy(type, namespace, kind, outcome);
    }
}
