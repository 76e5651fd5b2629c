package io.github.tektoncourier.watch.namespaces;

import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.run.Scope;
import io.github.tektoncourier.text.LogText;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The namespaces that the settings choose.
 *
 * @param globs names and globs, sorted; empty for all
 * @param selector labels of namespaces, in kubectl's syntax; empty for any
 */
public record NamespaceSelection(List<String> globs, String selector) {
    /** Each namespace has a watch for each kind, and each watch a thread and a connection. */
    public static final int MOST = 100;

    /** A DNS label, with globs. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9*?]([a-z0-9*?-]{0,61}[a-z0-9*?])?");

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException for what can be no namespace, in the user's words
     */
    public static NamespaceSelection of(String namespaces, String selector) {
        List<String> globs = Arrays.stream(namespaces.split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .distinct()
                .sorted()
                .toList();
        for (String glob : globs) {
            if (!NAME.matcher(glob).matches()) {
                throw new IllegalArgumentException("namespaces: \"" + LogText.line(glob, 80)
                        + "\" can be the name of no namespace: names have lower-case letters, digits and -, at most 63"
                        + " characters. * and ? are globs; separate several by comma.");
            }
        }
        NamespaceSelection selection = new NamespaceSelection(globs, selector.strip());
        if (selection.isFixed() && globs.size() > MOST) {
            throw new IllegalArgumentException(
                    "namespaces: " + globs.size() + " are named, from " + globs.get(0) + " to "
                            + globs.get(globs.size() - 1) + ", and each has watches of its own: at most " + MOST
                            + ". Write globs, e.g. team-*, which need one watch for all where a ClusterRole grants it.");
        }
        return selection;
    }

    /** Whether the settings name each of them, or mean all. */
    public boolean isFixed() {
        return selector.isEmpty() && globs.stream().noneMatch(Scope::isGlobs);
    }

    boolean includes(String namespace) {
        return Globs.of(String.join(",", globs)).matches(namespace);
    }

    /** The namespace part of a scope that covers all of them by one request; empty where that is every namespace. */
    public String asScope() {
        return Globs.of(String.join(",", globs)).any() ? "" : String.join(",", globs);
    }

    /** For messages: {@code namespaces team-* with labels env=prod}. */
    public String words() {
        return "namespaces" + (globs.isEmpty() ? "" : " " + String.join(",", globs))
                + (selector.isEmpty() ? "" : " with labels " + LogText.line(selector, 200));
    }
}
