package io.github.tektoncourier.text;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Values that are percent-encoded as a whole, as Camel before 4.22 gives each property of a Pipe. Nothing says whether a
 * Pipe called, so what looks like such a value is decoded.
 */
public final class EncodedText {

    /** In the registry of a Camel context that gives values exactly as written, as the courier does for sink files. */
    public static final String EXACT = "tekton-courier-exact-values";

    /** What Java's URLEncoder writes, with at least one character that it had to encode. */
    private static final Pattern ENCODED = Pattern.compile("[A-Za-z0-9.*_+-]*(%[0-9A-F]{2}[A-Za-z0-9.*_+-]*)+");

    private EncodedText() {}

    /** The value as its author wrote it. */
    public static String decoded(String value) {
        return ENCODED.matcher(value).matches() ? URLDecoder.decode(value, StandardCharsets.UTF_8) : value;
    }
}
