package io.github.tektoncourier.routes.check.jq;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words and signs of a jq program, without comments, blanks, numbers and what stands in texts as it is. */
public final class JqTokens {

    /** A field, a variable, a format, a word, or a sign. */
    private static final Pattern TOKEN =
            Pattern.compile("\\.[A-Za-z_]\\w*|\\$(?:\\w+::)?\\w+|@\\w+|[A-Za-z_]\\w*(?:::\\w+)*|[^\\s\\w]");

    private static final Pattern NUMBER = Pattern.compile("\\.?\\d[\\d.]*(?:[eE][+-]?\\d+)?");

    private final String program;
    private final List<String> tokens = new ArrayList<>();
    private final Deque<Boolean> parentheses = new ArrayDeque<>();
    private int at;

    private JqTokens(String program) {
        this.program = program;
    }

    /** Those of a program that jq takes; a text is {@code "}, with what is interpolated into it in parentheses. */
    public static List<String> of(String program) {
        return new JqTokens(program).read();
    }

    private List<String> read() {
        Matcher token = TOKEN.matcher(program);
        Matcher number = NUMBER.matcher(program);
        while (at < program.length()) {
            char c = program.charAt(at);
            if (c == '"') {
                at++;
                text();
            } else if (c == '#') {
                int end = program.indexOf('\n', at);
                at = end < 0 ? program.length() : end;
            } else if (number.region(at, program.length()).lookingAt()) {
                at = number.end();
                tokens.add("0");
            } else if (token.region(at, program.length()).lookingAt()) {
                at = token.end();
                sign(token.group());
            } else {
                at++;
            }
        }
        return tokens;
    }

    private void sign(String token) {
        tokens.add(token);
        if (token.equals("(")) {
            parentheses.push(false);
        } else if (token.equals(")") && !parentheses.isEmpty() && parentheses.pop()) {
            text();
        }
    }

    /** Reads a text, or the rest of one, up to its end or to what is interpolated into it. */
    private void text() {
        while (at < program.length() && program.charAt(at) != '"') {
            if (program.startsWith("\\(", at)) {
                at += 2;
                tokens.add("(");
                parentheses.push(true);
                return;
            }
            at += program.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
        tokens.add("\"");
    }
}
