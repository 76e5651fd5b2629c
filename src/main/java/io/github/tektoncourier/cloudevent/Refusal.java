package io.github.tektoncourier.cloudevent;

/**
 * What an exception of a sink may say about trying again, so that the journal need not know any sink.
 *
 * <p>Implemented by exceptions, e.g. by the one for Slack's {@code ok:false}.
 */
public interface Refusal {

    /** How long the sink asks to be left alone; 0 when it does not say. */
    int retryAfterSeconds();

    /** Whether the same event can never be accepted, so that trying again is useless. */
    boolean forGood();
}
