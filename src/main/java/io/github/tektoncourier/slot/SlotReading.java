package io.github.tektoncourier.slot;

import java.util.List;

/**
 * What the annotations of one event's run and namespace say about a slot. Each value and each refused value is a delivery
 * of its own in the books; an event with neither is one.
 *
 * @param values accepted, each once, in the order of the annotations
 * @param refused not to be used
 * @param early whether the run has no condition yet and nothing fills the slot, so that a later snapshot may
 * @param unavailable why the values are unknown at the moment; empty where they are known
 * @param lacking why an event without a value is refused; empty where it is passed over
 */
public record SlotReading(
        List<String> values, List<RefusedValue> refused, boolean early, String unavailable, String lacking) {

    /**
     * A value that is not used.
     *
     * @param shown the value as far as it may be shown
     * @param reason in words
     */
    public record RefusedValue(String shown, String reason) {

        @Override
        public String toString() {
            return shown + ": " + reason;
        }
    }

    public SlotReading {
        values = List.copyOf(values);
        refused = List.copyOf(refused);
    }

    static SlotReading unavailable(String why) {
        return new SlotReading(List.of(), List.of(), false, why, "");
    }

    /** How many deliveries the event is, at least one. */
    public int units() {
        return Math.max(1, values.size() + refused.size());
    }
}
