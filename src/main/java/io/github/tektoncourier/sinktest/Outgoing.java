package io.github.tektoncourier.sinktest;

import io.github.tektoncourier.offline.RecordedRequest;

/** What became of an event at a subscription. */
public sealed interface Outgoing {

    /** Type of the event. */
    String event();

    /** Name of the subscription. */
    String subscription();

    /** A step sent it. */
    record Request(String event, String subscription, RecordedRequest request) implements Outgoing {}

    /** The route failed. */
    record Failure(String event, String subscription, String why) implements Outgoing {}

    /** A clause or a step left it out. */
    record LeftOut(String event, String subscription, String why) implements Outgoing {}
}
