package io.github.tektoncourier.run;

import io.github.tektoncourier.filter.Globs;
import java.util.Optional;

/**
 * What one list and watch covers, and what a stored resourceVersion belongs to (see docs/events.md).
 *
 * @param cluster its name or identity
 * @param resource {@code taskruns}, {@code pipelineruns}, {@code customruns}; for core Events {@code events/TaskRun} and
 *     so on for those about one kind of object, {@code events/tekton.dev/v1} for those about objects of one API version
 * @param namespace a name; empty for all namespaces; or a comma list of globs, as they are set, for those of all that match
 * @param selector label selector, empty for none
 */
public record Scope(String cluster, String resource, String namespace, String selector) {
    private static final String EVENTS = "events/";

    /** One text that tells two scopes apart; the journal's key for it. */
    public String key() {
        return String.join("|", cluster, resource, namespace, selector);
    }

    /** The scope of a {@link #key}; empty where a part of it holds the separator, so that the parts cannot be told apart. */
    public static Optional<Scope> ofKey(String key) {
        String[] parts = key.split("\\|", -1);
        return parts.length == 4 ? Optional.of(new Scope(parts[0], parts[1], parts[2], parts[3])) : Optional.empty();
    }

    /** Whether objects of this namespace can be in it. */
    public boolean includes(String otherNamespace) {
        return namespace.isEmpty()
                || namespace.equals(otherNamespace)
                || (isGlobs() && Globs.of(namespace).matches(otherNamespace));
    }

    /** Whether the namespaces are globs over those of the whole cluster. */
    public boolean isGlobs() {
        return isGlobs(namespace);
    }

    /** Whether these namespaces are more than one name. */
    public static boolean isGlobs(String namespaces) {
        return namespaces.chars().anyMatch(c -> c == '*' || c == '?' || c == ',');
    }

    /** Whether it may hold the same objects: of the same kind, in namespaces of which some may be the same. */
    public boolean meets(Scope other) {
        boolean both = resource.equals(other.resource) || (isEventsOfRuns() && other.isEventsOfRuns());
        // Whether some name matches two globs is left open.
        boolean someMayBe = (isGlobs() && other.isGlobs()) || includes(other.namespace) || other.includes(namespace);
        return both && someMayBe;
    }

    /** Whether it holds core Events about objects of this API version and kind. */
    public boolean isAbout(String apiVersion, String kind) {
        return resource.equals(EVENTS + kind) || resource.equals(EVENTS + apiVersion);
    }

    private boolean isEventsOfRuns() {
        return resource.startsWith(EVENTS) && !resource.equals(EVENTS + "Pod");
    }

    /** The same scope of another cluster. */
    public Scope in(String otherCluster) {
        return new Scope(otherCluster, resource, namespace, selector);
    }

    /** For people: {@code taskruns in all namespaces}. */
    public String words() {
        String where = namespace.isEmpty() ? "all namespaces" : isGlobs() ? "namespaces " : "namespace ";
        return resource + " in " + where + namespace + (selector.isEmpty() ? "" : " with labels " + selector);
    }
}
