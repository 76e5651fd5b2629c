package io.github.tektoncourier.kamelet;

import io.github.tektoncourier.text.EncodedText;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * A parameter's value as its author wrote it. Camel before 4.22 percent-encodes each property of a Pipe as a whole, and a
 * Kamelet's beans get it so. Nothing tells them whether a Pipe called, so what looks like such a value is decoded.
 */
public final class PipeText {

    /** In the registry of a context that gives values exactly as written, as the courier does for sink files. */
    public static final String EXACT = EncodedText.EXACT;

    private PipeText() {}

    /** For a value that may be any text. */
    public static String of(@Nullable CamelContext context, String value) {
        return context != null && context.getRegistry().lookupByName(EXACT) != null ? value : of(value);
    }

    /** For a value in which no percent sign can stand. */
    public static String of(String value) {
        return EncodedText.decoded(value);
    }
}
