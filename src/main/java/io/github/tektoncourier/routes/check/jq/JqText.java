package io.github.tektoncourier.routes.check.jq;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.github.tektoncourier.routes.check.placeholder.Placeholders;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Fills in the placeholders of a jq program. What a placeholder brings is data: within a text of the program it is a part
 * of that text, whatever quotes it has; elsewhere it is a number, true, false, null or a text of its own. It never is a
 * part of the program, unless the program as a whole is one placeholder.
 */
public final class JqText {

    private static final String BEGIN = "{{";
    private static final String END = "}}";
    private static final Pattern LITERAL = Pattern.compile("-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,17})?|true|false|null");

    private final String text;
    private final Function<String, Optional<String>> fill;
    private final boolean sealed;
    private final StringBuilder filled;

    /** What a closing parenthesis ends: of a text's {@code \(…)}, true; within it or the program, false. */
    private final Deque<Boolean> parentheses = new ArrayDeque<>();

    private boolean quoted;
    private int at;

    private JqText(String text, Function<String, Optional<String>> fill, boolean sealed) {
        this.text = text;
        this.fill = fill;
        this.sealed = sealed;
        this.filled = new StringBuilder(text.length() + 16);
    }

    /** What a program uses: functions, words of the language, variables, formats and signs, without names of members. */
    public static List<String> used(String program) {
        return JqCheck.used(program);
    }

    /**
     * The program as jq reads it.
     *
     * @throws IllegalArgumentException when a placeholder does not end; has no value
     */
    public static String filled(String text, Placeholders placeholders) {
        return program(text, placeholders, false);
    }

    /**
     * The program as Camel must be given it, which fills in placeholders once more: no text in it has two braces.
     *
     * @throws IllegalArgumentException when a placeholder does not end; has no value
     */
    public static String sealed(String text, Placeholders placeholders) {
        return program(text, placeholders, true);
    }

    private static String program(String text, Placeholders placeholders, boolean sealed) {
        String whole = text.strip();
        if (whole.startsWith(BEGIN) && end(whole, 0) == whole.length()) {
            String program = placeholders.fill(whole).orElse("");
            return sealed ? new JqText(program, one -> Optional.of(one), true).pass() : program;
        }
        return new JqText(text, placeholders::fill, sealed).pass();
    }

    private String pass() {
        while (at < text.length()) {
            if (!braces()) {
                step();
            }
        }
        return filled.toString();
    }

    /** Takes two braces, and what they begin. */
    private boolean braces() {
        if (text.startsWith("\\" + BEGIN, at) || text.startsWith("\\" + END, at)) {
            literal(text.substring(at + 1, at + 3));
            at += 3;
        } else if (text.startsWith(BEGIN + "\"", at) && quoted && at > 0 && text.charAt(at - 1) == '"') {
            literal(BEGIN);
            at += 2;
        } else if (text.startsWith(BEGIN, at)) {
            int end = end(text, at);
            Optional<String> value = fill.apply(text.substring(at, end));
            filled.append(
                    quoted
                            ? value.map(this::escaped).orElse("")
                            : value.map(this::json).orElse("null"));
            at = end;
        } else {
            return false;
        }
        return true;
    }

    /** Takes one character of the program, two behind a backslash, or a comment. */
    private void step() {
        char c = text.charAt(at);
        int length = 1;
        if (quoted) {
            if (c == '\\' && at + 1 < text.length()) {
                length = 2;
                if (text.charAt(at + 1) == '(') {
                    parentheses.push(true);
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = false;
            }
        } else if (c == '"') {
            quoted = true;
        } else if (c == '#') {
            int end = text.indexOf('\n', at);
            length = (end < 0 ? text.length() : end) - at;
        } else if (c == '(') {
            parentheses.push(false);
        } else if (c == ')' && !parentheses.isEmpty()) {
            quoted = parentheses.pop();
        }
        String taken = text.substring(at, at + length);
        filled.append(sealed && c == '#' && !quoted ? taken.replace(BEGIN, "{ {") : taken);
        at += length;
    }

    private void literal(String braces) {
        filled.append(sealed && quoted ? braces.replace("{", "\\u007b").replace("}", "\\u007d") : braces);
    }

    private String json(String value) {
        String plain = value.strip();
        return LITERAL.matcher(plain).matches() ? plain : '"' + escaped(value) + '"';
    }

    private String escaped(String value) {
        String escaped = new String(JsonStringEncoder.getInstance().quoteAsString(value));
        return sealed ? escaped.replace("{", "\\u007b") : escaped;
    }

    /** Behind the placeholder that begins here, with those inside of it. */
    private static int end(String text, int begin) {
        int depth = 0;
        for (int i = begin; i < text.length(); i++) {
            if (text.startsWith(BEGIN, i)) {
                depth++;
                i++;
            } else if (text.startsWith(END, i)) {
                depth--;
                i++;
                if (depth == 0) {
                    return i + 1;
                }
            }
        }
        throw new IllegalArgumentException("A placeholder begins here with {{ and has no end. Write }} behind its key,"
                + " or \\{{ for the two characters themselves.");
    }
}
