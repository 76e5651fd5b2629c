package io.github.tektoncourier.routes.tenant;

import io.github.tektoncourier.jq.MeteredFunctions;
import io.github.tektoncourier.routes.check.jq.JqText;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Names what a tenant's jq uses and will not find when it runs. What runs has a budget and only these functions; this
 * says so before, in words.
 */
final class TenantJq {

    private static final int LONGEST = 4_000;
    private static final int NESTED = 100;

    private static final Set<String> WORDS = Set.of(
            "def", "reduce", "foreach", "label", "break", "if", "then", "elif", "else", "end", "and", "or", "not", "as",
            "try", "catch", "true", "false", "null");

    private static final Set<String> FUNCTIONS = MeteredFunctions.names();

    private TenantJq() {}

    /** What keeps a program from a tenant's file; empty where nothing does. */
    static Optional<String> refusal(String program) {
        if (program.length() > LONGEST) {
            return Optional.of("A jq program of a tenant has at most " + LONGEST + " characters. Shorten it.");
        }
        List<String> used = JqText.used(program);
        Set<String> defined = defined(used);
        int open = 0;
        for (String token : used) {
            open += token.matches("[(\\[{]") ? 1 : token.matches("[)\\]}]") ? -1 : 0;
            if (open > NESTED) {
                return Optional.of("A tenant's file may not use jq's brackets more than " + NESTED
                        + " times within each other. Flatten the program.");
            }
            boolean name = Character.isLetter(token.charAt(0)) || token.charAt(0) == '_';
            if (name && !WORDS.contains(token) && !FUNCTIONS.contains(token) && !defined.contains(token)) {
                return Optional.of("A tenant's file may not use jq's " + token
                        + ". docs/tenants.md lists what it may use; for regular expressions there is match in cel.");
            } else if (token.equals("$ENV")) {
                return Optional.of("A tenant's file may not use jq's " + token + ". Take it out.");
            }
        }
        return Optional.empty();
    }

    /** The functions that a program defines, and what they are given. */
    private static Set<String> defined(List<String> tokens) {
        Set<String> defined = new HashSet<>();
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (tokens.get(i).equals("def")) {
                for (int j = i + 1; j < tokens.size() && !tokens.get(j).equals(":"); j++) {
                    defined.add(tokens.get(j).replace("$", ""));
                }
            }
        }
        return defined;
    }
}
