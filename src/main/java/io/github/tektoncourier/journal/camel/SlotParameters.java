package io.github.tektoncourier.journal.camel;

import io.github.tektoncourier.slot.AddressRule;
import io.github.tektoncourier.slot.Slot;
import io.github.tektoncourier.text.EncodedText;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The slot of a subscription, as its parameters have it. A bean and no options of the endpoint: a value that begins with #,
 * as a channel's name does, would be taken for the name of a bean there.
 */
public final class SlotParameters {

    private String slot = "";
    private String from = "";
    private String pattern = "";
    private String options = "";
    private String type = "";
    private String defaultValue = "";
    private String required = "";

    /** The part of the annotation behind {@code tekton-courier.io/}; without it the subscription has no slot. */
    public void setSlot(@Nullable String value) {
        slot = text(value);
    }

    /** {@code run,namespace}: where values are looked for, in this order. */
    public void setFrom(@Nullable String value) {
        from = text(value);
    }

    /** A regular expression that a whole value matches. */
    public void setPattern(@Nullable String value) {
        pattern = text(value);
    }

    /** The values that there are, separated by comma. */
    public void setOptions(@Nullable String value) {
        options = text(value);
    }

    /** {@code url} for addresses, which the egress rules check. */
    public void setType(@Nullable String value) {
        type = text(value);
    }

    /** What an event gets that nothing fills. */
    public void setDefaultValue(@Nullable String value) {
        defaultValue = text(value);
    }

    /** Whether an event that nothing fills is a dead letter. */
    public void setRequired(@Nullable String value) {
        required = text(value);
    }

    /**
     * The slot; empty where there is none.
     *
     * @param exact whether the parameters are what was written; else a Pipe may have encoded them
     * @throws IllegalArgumentException when a parameter is wrong
     */
    Optional<Slot> read(AddressRule addresses, boolean exact) {
        UnaryOperator<String> written = exact ? UnaryOperator.identity() : EncodedText::decoded;
        return Slot.of(
                new Slot.Parameters(
                        written.apply(slot),
                        written.apply(from),
                        written.apply(pattern),
                        written.apply(options),
                        written.apply(type),
                        written.apply(defaultValue),
                        written.apply(required)),
                addresses);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
