package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.journal.delivery.RunningSubscription;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells subscriptions what requests have changed of their books on disk, also one that has read its books and does not
 * run yet.
 */
final class RunningSubscriptions {

    private record Missed(long letters, long dropped) {}

    private final Map<Long, RunningSubscription> running = new HashMap<>();
    private final Map<Long, Missed> missed = new HashMap<>();

    /** The books of a subscription are being read, on the thread that changes them. */
    synchronized void resumed(long id) {
        running.remove(id);
        missed.put(id, new Missed(0, 0));
    }

    /** It runs by the books that were read last. */
    synchronized void started(long id, RunningSubscription subscription) {
        running.put(id, subscription);
        Missed meanwhile = missed.remove(id);
        if (meanwhile != null && (meanwhile.letters() > 0 || meanwhile.dropped() > 0)) {
            subscription.changed(meanwhile.letters(), meanwhile.dropped());
        }
    }

    /** A request has changed the books on disk. */
    synchronized void changed(long id, long letters, long dropped) {
        @Nullable RunningSubscription subscription = running.get(id);
        if (subscription != null) {
            subscription.changed(letters, dropped);
        } else {
            missed.computeIfPresent(
                    id, (any, before) -> new Missed(before.letters() + letters, before.dropped() + dropped));
        }
    }
}
