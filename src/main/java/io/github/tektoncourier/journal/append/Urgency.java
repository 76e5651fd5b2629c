package io.github.tektoncourier.journal.append;

import io.cloudevents.CloudEvent;
import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.track.Attributes;
import io.github.tektoncourier.run.Change;
import java.util.List;

/**
 * Which batches go to disk at once. What a watch says of one object and no subscription lets through may wait a moment for
 * the next batch: half of a quiet cluster's changes are core Events, which few sinks ask for, and a commit of its own for
 * each costs as much as one for a delivered event.
 */
public final class Urgency {

    private Urgency() {}

    /** Whether a sink, a list or a deletion waits for the batch; always where there is no subscription. */
    public static boolean isWaitedFor(Batch batch, List<SubscriptionSettings> subscriptions) {
        Change.Type type = batch.change().type();
        return (type != Change.Type.ADDED && type != Change.Type.MODIFIED)
                || subscriptions.isEmpty()
                || subscriptions.stream().anyMatch(subscription -> wantsAny(subscription, batch));
    }

    private static boolean wantsAny(SubscriptionSettings subscription, Batch batch) {
        for (Batch.Entry entry : batch.entries()) {
            CloudEvent event = entry.event();
            if (event != null && isWanted(subscription, event)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWanted(SubscriptionSettings subscription, CloudEvent event) {
        return subscription
                .rejectedBy(
                        event.getType(),
                        Attributes.text(event, "namespace"),
                        Attributes.text(event, "kind"),
                        Attributes.text(event, "outcome"))
                .isEmpty();
    }
}
