package io.github.tektoncourier.journal;

/** What a subscription offers a sink while it delivers one event. A route finds it as an exchange property. */
public interface SinkDelivery {

    /** The exchange property; absent in routes that no subscription feeds. */
    String PROPERTY = "TektonCourierSinkDelivery";

    /** What the sink keeps of its own. */
    SinkState state();

    /** Counts the event as delivered though nothing is sent for it: what the receiver shows already says as much. */
    void alreadyThere();

    /**
     * Waits, as while a receiver takes its time: other sinks may use the room for work meanwhile.
     *
     * @throws InterruptedException when the delivery is to end at once
     */
    void pause(long millis) throws InterruptedException;
}
