package io.github.tektoncourier.logs;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.github.tektoncourier.text.CredentialShapes;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Secrets;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of lines of a log: those that the process knows, those that look like one or stand behind a name of one,
 * and what the user's pattern finds. What is masked needlessly is worth less than what is shown needlessly, so it rather
 * masks. All patterns but the table of shapes are RE2's, which no line can slow down; the shapes see short lines only.
 */
final class SecretMask {

    private static final int FLAGS = Pattern.CASE_INSENSITIVE;

    /** A key that began before the first line that is shown, or ends behind the last, too. */
    private static final Pattern PRIVATE_KEY = Pattern.compile("(?s)(?:-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----.*?"
            + "(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|$))");

    private static final Pattern KEY_END = Pattern.compile("(?s)\\A.*?-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----");

    /** A line of nothing but Base64, as the middle of a key or a dumped Secret is. */
    private static final Pattern BASE64 = Pattern.compile("(?m)^[ \\t]*([A-Za-z0-9+/]{60,}={0,2})[ \\t]*$");

    private static final String NAMES = "(?:passw(?:or)?d|pwd|passphrase|secret|credential|private[_-]?key|api[_-]?key"
            + "|access[_-]?key|cookie|signature)";

    /** What stands between a name and its value, also in JSON within a text of JSON, in Ruby, Perl and Go. */
    private static final String IS = "\\\\*[\"']?\\s*(?::=|=>|[:=])\\s*";

    /** In quotes, which may be escaped, or whose end may stand in another line; else up to what ends a word. */
    private static final String VALUE =
            "(\\\\+[\"'][^\"'\\n]*[\"']?|\"(?:[^\"\\\\\\n]|\\\\.)*\"?|'[^'\\n]*'?|[^\\s\"',;&}]+)";

    private static final List<Pattern> VALUES = List.of(
            Pattern.compile(
                    "authorization" + IS + "\\\\*[\"']?(?:(?:bearer|basic|token|digest)\\s+)?([^\\s\"']+)", FLAGS),
            Pattern.compile("\\b(?:bearer|basic)\\s+([a-z0-9._~+/=-]{6,})", FLAGS),
            Pattern.compile("--?[a-z-]*(?:password|passwd|token|secret|api-?key)(?:\\s+|=)[\"']?([^\\s\"']+)", FLAGS),
            Pattern.compile("\\s(?:-u|--user|--proxy-user)[\\s=]+[\"']?[^\\s:\"']+:([^\\s\"']+)"), // curl
            Pattern.compile("\\b[a-z][a-z0-9+.-]*://[^\\s/?#@:]*:([^\\s@]*)@", FLAGS),
            Pattern.compile("(?:^|[^a-z])_?auth" + IS + "\\\\*[\"']?([^\\s\"',;]{6,})", FLAGS),
            Pattern.compile(NAMES + "[a-z0-9_.-]*" + IS + VALUE, FLAGS),
            Pattern.compile("<[a-z0-9_.:-]*" + NAMES + "[a-z0-9_.-]*>([^<\\n]+)<", FLAGS),
            Pattern.compile("token[a-z0-9_.-]*\\\\*[\"']?\\s*=>?\\s*" + VALUE, FLAGS),
            Pattern.compile(
                    "token[a-z0-9_.-]*\\\\*[\"']?\\s*:=?\\s*\\\\*[\"']?([a-z0-9._~+/=-]{12,})",
                    FLAGS)); // not: unexpected token: x

    private final @Nullable Pattern own;

    private SecretMask(@Nullable Pattern own) {
        this.own = own;
    }

    /**
     * A mask.
     *
     * @param pattern the user's own, as RE2 takes it; empty for none
     * @throws IllegalArgumentException in the user's words
     */
    static SecretMask of(String pattern) {
        if (pattern.isEmpty()) {
            return new SecretMask(null);
        }
        try {
            Pattern own = Pattern.compile(pattern, Pattern.MULTILINE);
            if (own.matcher("").find()) {
                throw new IllegalArgumentException("matches the empty text, so it masks nothing and everything");
            }
            return new SecretMask(own);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "is no regular expression as RE2 takes it (" + LogText.line(e.getDescription(), 100)
                            + "; it has no look-around and no back references)",
                    e);
        }
    }

    /** The whole, while its lines are whole: a secret that is cut is not found. */
    String known(String text) {
        return Secrets.ofProcess().mask(text);
    }

    /** By looks, names and the user's pattern. */
    String looks(String text) {
        BitSet secret = new BitSet();
        CredentialShapes.in(text)
                .forEach(found ->
                        secret.set(found.at(), found.at() + found.secret().length()));
        mark(PRIVATE_KEY, 0, text, secret);
        mark(BASE64, 1, text, secret);
        int end = text.indexOf("-----END");
        int begin = text.indexOf("-----BEGIN");
        if (end >= 0 && (begin < 0 || end < begin)) {
            mark(KEY_END, 0, text, secret); // a key of which the beginning is not shown
        }
        VALUES.forEach(pattern -> mark(pattern, 1, text, secret));
        if (own != null) {
            mark(own, own.groupCount() > 0 ? 1 : 0, text, secret);
        }
        return without(text, secret);
    }

    private static void mark(Pattern pattern, int group, String text, BitSet secret) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            int start = matcher.start(group);
            if (start >= 0) {
                secret.set(start, matcher.end(group));
            }
        }
    }

    private static String without(String text, BitSet secret) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        for (int from = secret.nextSetBit(0); from >= 0; from = secret.nextSetBit(at)) {
            out.append(text, at, from).append(Secrets.MASK);
            at = secret.nextClearBit(from);
        }
        return out.append(text.substring(at)).toString();
    }
}
