package io.github.tektoncourier.kamelet.slack;

import org.jspecify.annotations.Nullable;

/** Makes text from runs safe and short enough for Slack: anyone with the right to create a run writes this text. */
final class SlackText {

    private static final char CUT = '…';

    private SlackText() {}

    /** One line of plain text, for headers and the fallback's parts. */
    static String plain(@Nullable String text, int max) {
        return fit(oneLine(text), max, false);
    }

    /** As a code span: nothing in it is a mention, a link or formatting. Empty for an empty text. */
    static String code(@Nullable String text, int max) {
        String inside = fit(noTicks(oneLine(text)), max - 2, true);
        return inside.isEmpty() ? "" : "`" + inside + "`";
    }

    /** A link that shows a code span; the text alone where the address is not http or https. */
    static String link(String url, String text, int max) {
        String shown = code(text, max);
        if (url.length() > 1_500 || shown.isEmpty() || !url.matches("(?i)https?://[^\\s\\p{Cntrl}]+")) {
            return shown;
        }
        String escaped = url.replace("&", "&amp;")
                .replace("<", "%3C")
                .replace(">", "%3E")
                .replace("|", "%7C");
        return "<" + escaped + "|" + shown + ">";
    }

    /** As a code block that keeps its lines. Empty for an empty text. */
    static String block(@Nullable String text, int max) {
        String inside = fit(noTicks(visible(text, true)).strip(), max - 8, true);
        return inside.isEmpty() ? "" : "```\n" + inside + "\n```";
    }

    /** The last lines of a text that fit, as a code block. */
    static String lastLines(String text, int max) {
        String rest = text;
        while (lines(rest, Integer.MAX_VALUE).length() > max - 8 && rest.indexOf('\n') >= 0) {
            rest = rest.substring(rest.indexOf('\n') + 1);
        }
        return block(rest, max);
    }

    /** Lines for a code block of a template's own: nothing in them ends it. */
    static String lines(String text, int max) {
        return fit(noTicks(visible(text, true)), max, true);
    }

    /** One line for Slack's own markup, where {@code & < >} would begin something. */
    static String escaped(@Nullable String text, int max) {
        return fit(oneLine(text), max, true);
    }

    private static String oneLine(@Nullable String text) {
        return visible(text, false).strip();
    }

    private static String noTicks(String text) {
        return text.replace('`', 'ˋ');
    }

    /** Without control and formatting characters, which hide or reverse what a reader sees. */
    private static String visible(@Nullable String text, boolean lines) {
        if (text == null) {
            return "";
        }
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                    visible.append(lines && c == '\n' ? '\n' : ' ');
                case Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> {}
                default -> visible.appendCodePoint(c);
            }
        });
        return visible.toString();
    }

    /** Cuts so that the escaped text fits, never inside an entity or a surrogate pair. */
    private static String fit(String text, int max, boolean escape) {
        StringBuilder fitted = new StringBuilder(Math.min(text.length(), max) + 8);
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            String next = escape ? entity(c) : Character.toString(c);
            int rest = i + Character.charCount(c) < text.length() ? 1 : 0;
            if (fitted.length() + next.length() + rest > max) {
                return fitted.append(CUT).toString();
            }
            fitted.append(next);
            i += Character.charCount(c);
        }
        return fitted.toString();
    }

    private static String entity(int c) {
        return switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            default -> Character.toString(c);
        };
    }
}
