package io.github.tektoncourier.run;

import java.util.Locale;

/** Makes text that tenants wrote safe to keep, to send and to show. */
public final class Text {

    private static final int SHOWN = 120;

    private Text() {}

    /** The same text without lone surrogates, which no UTF-8 can carry: each becomes U+FFFD. */
    public static String encodable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (paired(text, i)) {
                    i++;
                } else {
                    return replaced(text);
                }
            }
        }
        return text;
    }

    /** For messages and logs: one line, quoted, at most 120 characters, nothing in it that a terminal would obey. */
    public static String quoted(String text) {
        return quoted(text, SHOWN);
    }

    /** The same with another limit. */
    public static String quoted(String text, int limit) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), limit) + 8).append('"');
        text.codePoints().limit(limit).forEach(c -> append(out, c));
        return out.append(text.codePointCount(0, text.length()) > limit ? "…\"" : "\"")
                .toString();
    }

    private static void append(StringBuilder out, int c) {
        if (c == '"' || c == '\\') {
            out.append('\\').append((char) c);
        } else if (shows(c)) {
            out.appendCodePoint(c);
        } else {
            out.append(String.format(Locale.ROOT, "\\u%04x", c));
        }
    }

    private static boolean shows(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static boolean paired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
    }

    private static String replaced(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }
}
