package io.github.tektoncourier.journal;

import java.util.Map;

/**
 * One event as the journal hands it to a subscription: the same on every repeat.
 *
 * @param sequence its place in the journal
 * @param attributes CloudEvents attributes and extensions by their names in the specification, as text
 * @param data the body's bytes; shared, never to be changed
 * @param trim the rung to which a sink is to trim it, after a refusal for its size; else 0
 * @param value the checked value of the subscription's slot that this delivery is for; empty where there is no slot
 */
public record StoredEvent(long sequence, Map<String, String> attributes, byte[] data, int trim, String value) {

    /** An event for a subscription without a slot. */
    public StoredEvent(long sequence, Map<String, String> attributes, byte[] data, int trim) {
        this(sequence, attributes, data, trim, "");
    }
}
