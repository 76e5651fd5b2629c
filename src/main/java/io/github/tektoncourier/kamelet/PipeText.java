package io.github.tektoncourier.kamelet;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * A parameter's value as its author wrote it. Camel before 4.22 percent-encodes each property of a Pipe as a whole, and a
 * Kamelet's beans get it so. Nothing tells them whether a Pipe called, so what looks like such a value is decoded.
 */
public final class PipeText {

    /** In the registry of a context that gives values exactly as written, as the courier does for sink files. */
    public static final String EXACT = "tekton-courier-exact-values";

    /** What Java's URLEncoder writes, with at least one character that it had to encode. */
    private static final Pattern ENCODED = Pattern.compile("[A-Za-z0-9.*_+-]*(%[0-9A-F]{2}[A-Za-z0-9.*_+-]*)+");

    private PipeText() {}

    /** For a value that may be any text. */
    public static String of(@Nullable CamelContext context, String value) {
        return context != null && context.getRegistry().lookupByName(EXACT) != null ? value : of(value);
    }

    /** For a value in which no percent sign can stand. */
    public static String of(String value) {
        return ENCODED.matcher(value).matches() ? URLDecoder.decode(value, StandardCharsets.UTF_8) : value;
    }
}
