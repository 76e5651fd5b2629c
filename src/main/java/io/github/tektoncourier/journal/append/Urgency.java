package io.github.tektoncourier.journal.append;

import io.cloudevents.CloudEvent;
import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.track.Attributes;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Run;
import java.util.List;

/**
 * Which batches go to disk at once. What a watch says of one object and no subscription lets through may wait a moment for
 * the next batch: half of a quiet cluster's changes are core Events, which few sinks ask for, and a commit of its own for
 * each costs as much as one for a delivered event.
 */
public final class Urgency {

    private Urgency() {}

    /**
     * Whether a sink, a list or a deletion waits for the batch; always where there is no subscription. A sink that gets
     * core Events waits for what is new of their runs.
     */
    public static boolean isWaitedFor(Batch batch, List<SubscriptionSettings> subscriptions) {
        Change.Type type = batch.change().type();
        return (type != Change.Type.ADDED && type != Change.Type.MODIFIED)
                || subscriptions.isEmpty()
                || subscriptions.stream()
                        .anyMatch(subscription -> wantsAny(subscription, batch) || wantsItsRun(subscription, batch));
    }

    /** A core Event is told with the run as the journal has it then, which a batch in the inbox would leave behind. */
    private static boolean wantsItsRun(SubscriptionSettings subscription, Batch batch) {
        Run run = batch.change().run();
        if (run == null || batch.change().event() != null) {
            return false;
        }
        String kind = run.kind().lower();
        return subscription
                        .rejectedBy(
                                "io.github.tektoncourier." + kind + ".kubernetesevent.v1", run.namespace(), kind, "")
                        .isEmpty()
                && batch.entries().stream().anyMatch(entry -> entry.event() != null); // else no snapshot is kept
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
