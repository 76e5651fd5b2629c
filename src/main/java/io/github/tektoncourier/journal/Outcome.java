package io.github.tektoncourier.journal;

/** How the delivery of one event ended. */
public sealed interface Outcome {

    /** At least one send completed. */
    Outcome DELIVERED = new Delivered();

    /** The route decided to send nothing. */
    Outcome FILTERED = new Filtered();

    record Delivered() implements Outcome {}

    record Filtered() implements Outcome {}

    /** It failed; the subscription decides whether and when to try again. */
    record Failed(Throwable cause) implements Outcome {}
}
