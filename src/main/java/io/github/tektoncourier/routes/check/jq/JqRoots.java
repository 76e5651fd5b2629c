package io.github.tektoncourier.routes.check.jq;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the names that a jq program reads at the top of what it is given. */
public final class JqRoots {

    private static final Set<String> WORDS =
            Set.of("if", "then", "elif", "else", "and", "or", "try", "reduce", "foreach");
    private static final Set<String> SIGNS =
            Set.of("(", "[", "{", ":", ",", "+", "-", "*", "/", "=", "<", ">", "%", "");

    /** Functions whose parameters see what the function itself is given. */
    private static final Set<String> SAME_INPUT = Set.of("select", "test", "startswith", "endswith", "contains", "has");

    /** Whether what stands in the brackets around a place sees another input than the program. */
    private final Deque<Boolean> other = new ArrayDeque<>(List.of(false));

    private JqRoots() {}

    /**
     * The first of such names that is none of those known.
     *
     * @param program one that jq takes
     */
    public static Optional<String> unknown(String program, Set<String> known) {
        List<String> tokens = JqTokens.of(program);
        return tokens.contains("def") || tokens.contains("label")
                ? Optional.empty()
                : new JqRoots().walk(tokens, known);
    }

    private Optional<String> walk(List<String> tokens, Set<String> known) {
        String before = "";
        for (String token : tokens) {
            if (token.equals("|")) {
                other.pop();
                other.push(true);
            } else if (token.matches("[(\\[{]")) {
                other.push(Boolean.TRUE.equals(other.peek()) || (token.equals("(") && elsewhere(before)));
            } else if (token.matches("[)\\]}]") && other.size() > 1) {
                other.pop();
            } else if (token.matches("\\.[A-Za-z_]\\w*")
                    && Boolean.FALSE.equals(other.peek())
                    && (WORDS.contains(before) || SIGNS.contains(before))
                    && !known.contains(token.substring(1))) {
                return Optional.of(token.substring(1));
            }
            before = token;
        }
        return Optional.empty();
    }

    /** Behind a function's name stand its parameters, behind a variable what {@code reduce} does with it. */
    private static boolean elsewhere(String before) {
        boolean function = before.matches("[A-Za-z_].*") && !WORDS.contains(before) && !SAME_INPUT.contains(before);
        return function || before.startsWith("$") || before.matches("[\\]}]");
    }
}
