package io.github.tektoncourier.journal;

/** What a subscription does with an event; called on several threads at once, in order within one partition key. */
@FunctionalInterface
public interface Delivery {

    /** Sends the event and says how it went; an exception thrown is a failure like one returned. */
    Outcome deliver(StoredEvent event) throws Exception;
}
