package io.github.tektoncourier.journal.history;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The namespaces of which a caller may see anything.
 *
 * @param patterns names, where {@code *} stands for any text; empty for all namespaces
 */
public record NamespaceScope(List<String> patterns) {

    /** Every namespace, and what has none. */
    public static final NamespaceScope ALL = new NamespaceScope(List.of());

    private static final Pattern NAME = Pattern.compile("[a-z0-9*]([a-z0-9*-]{0,61}[a-z0-9*])?");

    /**
     * Reads a comma list.
     *
     * @throws IllegalArgumentException when it is empty or a part of it can be no namespace's name
     */
    public static NamespaceScope of(String commaSeparated) {
        List<String> patterns = List.of(commaSeparated.split(",", -1));
        for (String pattern : patterns) {
            if (!NAME.matcher(pattern).matches()) {
                throw new IllegalArgumentException(
                        "namespaces are written as a comma list of names such as team-a,team-b-*," + " without blanks");
            }
        }
        return patterns.contains("*") ? ALL : new NamespaceScope(patterns);
    }

    /** Copies the list. */
    public NamespaceScope {
        patterns = List.copyOf(patterns);
    }

    /** Whether nothing is left out. */
    public boolean all() {
        return patterns.isEmpty();
    }

    /** Whether it is the same as a name, or a part of what the patterns allow. */
    public boolean allows(String namespace) {
        return all() || patterns.stream().anyMatch(pattern -> matches(pattern, namespace));
    }

    private static boolean matches(String pattern, String namespace) {
        String[] parts = Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).toArray(String[]::new);
        return namespace.matches(String.join(".*", parts));
    }

    /** The comma list that {@link #of} reads; empty for all. */
    public String text() {
        return String.join(",", patterns);
    }
}
