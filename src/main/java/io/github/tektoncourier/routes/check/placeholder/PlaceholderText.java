package io.github.tektoncourier.routes.check.placeholder;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One pass over a text with placeholders, the inner ones of a key first; what they bring is not looked at again. */
public final class PlaceholderText {

    private static final String BEGIN = "{{";
    private static final String END = "}}";

    private final String text;
    private final Function<String, @Nullable String> values;
    private int at;
    private boolean optionalOnly;

    private PlaceholderText(String text, Function<String, @Nullable String> values) {
        this.text = text;
        this.values = values;
    }

    /**
     * The text with the value of each placeholder; null where it is one placeholder without a value.
     *
     * @param values of what stands between the braces; null for an optional one that has none
     * @throws IllegalArgumentException when a placeholder does not end
     */
    public static @Nullable String filled(String text, Function<String, @Nullable String> values) {
        PlaceholderText pass = new PlaceholderText(text, values);
        String filled = pass.text();
        return filled.isEmpty() && pass.optionalOnly ? null : filled;
    }

    private String text() {
        StringBuilder filled = new StringBuilder(text.length());
        while (at < text.length()) {
            int begin = at;
            if (!literal(filled)) {
                String value = placeholder();
                optionalOnly = value == null && begin == 0 && at == text.length();
                filled.append(value == null ? "" : value);
            }
        }
        return filled.toString();
    }

    /** Takes what is no placeholder, one step at a time; false at the begin of a placeholder. */
    private boolean literal(StringBuilder filled) {
        boolean escaped = text.startsWith("\\" + BEGIN, at) || text.startsWith("\\" + END, at);
        if (escaped) {
            filled.append(text, at + 1, at + 3);
            at += 3;
        } else if (text.startsWith("\\\\" + BEGIN, at)) { // an escaped escape, and then a placeholder
            filled.append('\\');
            at += 2;
            return false;
        } else if (text.startsWith(BEGIN, at) && !quoted()) {
            return false;
        } else {
            filled.append(text.charAt(at));
            at++;
        }
        return true;
    }

    /** Camel takes two braces that stand alone between quotes as they are. */
    private boolean quoted() {
        int behind = at + BEGIN.length();
        char quote = at > 0 && behind < text.length() ? text.charAt(at - 1) : 0;
        return (quote == '\'' || quote == '"') && text.charAt(behind) == quote;
    }

    private @Nullable String placeholder() {
        at += BEGIN.length();
        StringBuilder key = new StringBuilder();
        while (!text.startsWith(END, at)) {
            if (at >= text.length()) {
                throw new IllegalArgumentException("A placeholder begins here with {{ and has no end. Write }}"
                        + " behind its key, or \\{{ for the two characters themselves.");
            }
            if (!literal(key)) {
                String value = placeholder();
                key.append(value == null ? "" : value);
            }
        }
        at += END.length();
        return values.apply(key.toString());
    }
}
