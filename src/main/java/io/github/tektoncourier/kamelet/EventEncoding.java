package io.github.tektoncourier.kamelet;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** How a CloudEvents sink writes an event: in one of the two content modes, and no larger than its receiver takes. */
public abstract class EventEncoding extends CheckedAtStart implements Processor {

    private static final String BINARY = "binary";
    private static final String STRUCTURED = "structured";

    private final MaxBytes limit = new MaxBytes();
    private String mode = BINARY;

    public void setContentMode(String mode) {
        this.mode = mode;
    }

    /** As {@link MaxBytes#setSize} takes it. */
    public void setMaxBytes(String size) {
        limit.setSize(size);
    }

    @Override
    public void check() {
        if (!mode.equals(BINARY) && !mode.equals(STRUCTURED)) {
            throw new IllegalArgumentException("contentMode must be binary or structured, got: '" + mode + "'");
        }
        limit.check();
    }

    @Override
    public final void process(Exchange exchange) {
        check();
        exchange.setVariable(MaxBytes.VARIABLE, limit.bytes()); // what an event that is too large is trimmed to
        encode(exchange, mode.equals(STRUCTURED));
    }

    /** Leaves in the message what goes over the wire. */
    protected abstract void encode(Exchange exchange, boolean structured);
}
