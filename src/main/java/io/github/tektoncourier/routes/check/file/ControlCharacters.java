package io.github.tektoncourier.routes.check.file;

import java.util.Locale;
import java.util.Optional;

/** Finds control characters, which no address, name or credential has: they come from a broken copy or an editor. */
public final class ControlCharacters {

    private ControlCharacters() {}

    /**
     * Says which control character stands where; tabs and line ends are told by others. Quotes nothing of the text, which
     * may be a secret.
     *
     * @param what has the text, as it begins the sentence
     */
    public static Optional<String> in(String what, String text) {
        String stripped = text.strip();
        for (int i = 0; i < stripped.length(); i++) {
            char c = stripped.charAt(i);
            if (Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r') {
                return Optional.of(what + " has a control character (U+" + String.format(Locale.ROOT, "%04X", (int) c)
                        + ") in the place of character " + (i + 1) + ". Take it out, or write the value anew.");
            }
        }
        return Optional.empty();
    }
}
