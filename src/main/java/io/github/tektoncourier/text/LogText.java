package io.github.tektoncourier.text;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes what others wrote (a sink's answer, an exception's message, a run's fields) fit for a log line, a status page or a
 * dead letter: one line, no control characters, no secrets.
 */
public final class LogText {

    private static final Pattern URL_REST =
            Pattern.compile("(?i)\\b([a-z][a-z0-9+.-]*://)(?:[^\\s/?#@]*@)?((?:\\[[0-9a-f:.]+])?[^\\s/?#\"'<>)\\]]*)"
                    + "(?:[^\\s\"'<>)\\]]*[^\\s\"'<>)\\];,.:])?"); // what ends a sentence is no part of it
    private static final Pattern CREDENTIAL = Pattern.compile("(?i)\\b(bearer|basic)\\s+[a-z0-9._~+/=-]{6,}");
    private static final Pattern SECRET_FIELD = Pattern.compile(
            "(?i)((?:token|secret|password|passwd|apikey|api_key|authorization)[\"']?\\s*[=:]\\s*)(?:\"[^\"]*\"|[^\\s,;&}]+)");
    private static final Pattern YAML_NAME =
            Pattern.compile("(?s)(undefined alias|duplicate anchor|tag handle|tag prefix|the tag) .*");
    private static final int SHOWN = 120;
    private static final int LINE = 300;
    private static final int CAUSES = 8;

    private LogText() {}

    /**
     * At most {@code limit} characters of the text, on one line, without addresses beyond the host, without anything that
     * looks like a credential and without the secrets that are known where this thread is.
     */
    public static String line(@Nullable String text, int limit) {
        if (text == null) {
            return "";
        }
        // cut generously first, so that a hostile answer of megabytes costs nothing
        String some = text.length() > limit * 4 ? text.substring(0, limit * 4) : text;
        some = Secrets.ofProcess().mask(some);
        some = URL_REST.matcher(some).replaceAll("$1$2");
        some = CREDENTIAL.matcher(some).replaceAll("$1 " + Secrets.MASK);
        some = SECRET_FIELD.matcher(some).replaceAll("$1" + Secrets.MASK);
        StringBuilder line = new StringBuilder(Math.min(some.length(), limit) + 1);
        for (int i = 0; i < some.length() && line.length() < limit; i++) {
            char c = some.charAt(i);
            line.append(shows(c) || Character.isSurrogate(c) ? c : ' ');
        }
        return line.length() < some.length() ? line.append('…').toString() : line.toString();
    }

    /** The same with the length of a log line's part, 300 characters. */
    public static String line(@Nullable String text) {
        return line(text, LINE);
    }

    /** A value that may be an address as a whole: of such, scheme, host and port; path and query may be a receiver's secret. */
    public static String value(String text) {
        int scheme = text.indexOf("://");
        return scheme < 0
                ? line(text)
                : line(text.substring(0, scheme + 3) + Address.of(text).host());
    }

    /** A YAML parser's words without names from the document: a password that begins with * is an alias to the parser. */
    public static String yamlProblem(@Nullable String problem) {
        String words = YAML_NAME.matcher(String.valueOf(problem)).replaceFirst("$1");
        return words.contains("undefined alias") ? words + " (a value that begins with * stands in quotes)" : words;
    }

    /** The last cause's own words, or its type where it has none. */
    public static String reason(Throwable failure) {
        Throwable root = failure;
        for (int i = 0; i < CAUSES && root.getCause() != null && root.getCause() != root; i++) {
            root = root.getCause();
        }
        String words = root.getMessage();
        String type = root.getClass().getSimpleName();
        return line(words == null || words.isBlank() ? type : type + ": " + words);
    }

    /** One line, quoted, at most 120 characters, what a terminal would obey as an escape. */
    public static String quoted(String text) {
        return quoted(text, SHOWN);
    }

    /** The same with another limit. */
    public static String quoted(String text, int limit) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), limit) + 8).append('"');
        text.codePoints().limit(limit).forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            append(out, c);
        });
        return out.append(text.codePointCount(0, text.length()) > limit ? "…\"" : "\"")
                .toString();
    }

    /** The text with every character as an escape that a terminal would obey or that shows as nothing, but line ends and tabs. */
    public static String shown(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return escaped(text);
            }
        }
        return text;
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (c == '\n' || c == '\t') {
                out.append((char) c);
            } else {
                append(out, c);
            }
        });
        return out.toString();
    }

    private static void append(StringBuilder out, int c) {
        if (shows(c)) {
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
}
