package io.github.tektoncourier.journal;

import io.github.tektoncourier.slot.SlotReader;
import org.jspecify.annotations.Nullable;

/** What a subscription does with an event; called on several threads at once, in order within one partition key. */
@FunctionalInterface
public interface Delivery {

    /** Sends the event and says how it went; an exception thrown is a failure like one returned. */
    Outcome deliver(StoredEvent event) throws Exception;

    /**
     * The same, for a delivery that says what it holds in memory while it sends.
     *
     * @param inFlight for calls on the thread that delivers
     */
    default Outcome deliver(StoredEvent event, InFlight inFlight) throws Exception {
        return deliver(event);
    }

    /** The slot whose values divide an event into deliveries of their own; absent where each event is one. */
    default @Nullable SlotReader slot() {
        return null;
    }
}
