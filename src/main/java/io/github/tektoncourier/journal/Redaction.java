package io.github.tektoncourier.journal;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes what others wrote (a sink's answer, an exception's message) fit for a log line, a status page or a dead letter:
 * one line, no control characters, no addresses beyond the host, no credentials.
 */
final class Redaction {

    private static final Pattern URL_REST =
            Pattern.compile("(?i)\\b([a-z][a-z0-9+.-]*://)(?:[^\\s/?#@]*@)?([^\\s/?#\"'<>)\\]]*)[^\\s\"'<>)\\]]*");
    private static final Pattern CREDENTIAL = Pattern.compile("(?i)\\b(bearer|basic)\\s+[a-z0-9._~+/=-]{6,}");
    private static final Pattern SECRET_FIELD = Pattern.compile(
            "(?i)((?:token|secret|password|passwd|apikey|api_key|authorization)[\"']?\\s*[=:]\\s*)(?:\"[^\"]*\"|[^\\s,;&}]+)");

    private Redaction() {}

    /** At most {@code limit} characters of the text, on one line. */
    static String line(@Nullable String text, int limit) {
        if (text == null) {
            return "";
        }
        // cut generously first, so that a hostile answer of megabytes costs nothing
        String some = text.length() > limit * 4 ? text.substring(0, limit * 4) : text;
        some = URL_REST.matcher(some).replaceAll("$1$2");
        some = CREDENTIAL.matcher(some).replaceAll("$1 ***");
        some = SECRET_FIELD.matcher(some).replaceAll("$1***");
        StringBuilder line = new StringBuilder(Math.min(some.length(), limit) + 1);
        for (int i = 0; i < some.length() && line.length() < limit; i++) {
            char c = some.charAt(i);
            boolean hidden = Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT
                    || Character.getType(c) == Character.LINE_SEPARATOR
                    || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
            line.append(hidden ? ' ' : c);
        }
        return line.length() < some.length() ? line.append('…').toString() : line.toString();
    }
}
