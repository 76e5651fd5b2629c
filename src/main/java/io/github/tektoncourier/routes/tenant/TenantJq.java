package io.github.tektoncourier.routes.tenant;

import io.github.tektoncourier.routes.check.JqText;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The part of jq that a tenant's file may use: what reads the event alone and cannot go on without end. jq has no limit of
 * its own, and all files share one process: no functions that repeat or search by regular expressions, no multiplication
 * of texts, no assignment to the millionth element.
 */
final class TenantJq {

    private static final int LONGEST = 4_000;

    private static final Set<String> WORDS = Set.of(
            "if", "then", "elif", "else", "end", "and", "or", "not", "as", "try", "catch", "true", "false", "null");

    private static final Set<String> FUNCTIONS = Set.of(
            "add",
            "all",
            "any",
            "arrays",
            "ascii_downcase",
            "ascii_upcase",
            "booleans",
            "ceil",
            "contains",
            "del",
            "empty",
            "endswith",
            "error",
            "first",
            "flatten",
            "floor",
            "from_entries",
            "fromdate",
            "group_by",
            "has",
            "header",
            "index",
            "inside",
            "join",
            "keys",
            "last",
            "length",
            "ltrimstr",
            "map",
            "map_values",
            "max",
            "max_by",
            "min",
            "min_by",
            "now",
            "nulls",
            "numbers",
            "objects",
            "reverse",
            "rindex",
            "round",
            "rtrimstr",
            "select",
            "sort",
            "sort_by",
            "split",
            "startswith",
            "strings",
            "to_entries",
            "todate",
            "tojson",
            "tonumber",
            "tostring",
            "type",
            "unique",
            "unique_by",
            "values",
            "with_entries");

    private static final Set<String> COMPARED = Set.of("=", "!", "<", ">");

    private TenantJq() {}

    /** What keeps a program from a tenant's file; empty where nothing does. */
    static Optional<String> refusal(String program) {
        if (program.length() > LONGEST) {
            return Optional.of("A jq program of a tenant has at most " + LONGEST + " characters. Shorten it.");
        }
        List<String> used = JqText.used(program);
        for (int i = 0; i < used.size(); i++) {
            String token = used.get(i);
            if (Character.isLetter(token.charAt(0)) || token.charAt(0) == '_') {
                if (!WORDS.contains(token) && !FUNCTIONS.contains(token)) {
                    return Optional.of(
                            "A tenant's file may not use jq's " + token
                                    + ". docs/tenants.md lists what it may use; for regular expressions there is match in cel.");
                }
            } else if (token.equals("*") || token.equals(";") || token.equals("$ENV") || assigns(used, i)) {
                return Optional.of("A tenant's file may not use jq's " + token
                        + (token.equals("=") ? ", which assigns. Make a new object instead." : ". Take it out."));
            }
        }
        return Optional.empty();
    }

    private static boolean assigns(List<String> used, int at) {
        return used.get(at).equals("=")
                && !(at > 0 && COMPARED.contains(used.get(at - 1)))
                && !(at + 1 < used.size() && used.get(at + 1).equals("="));
    }
}
