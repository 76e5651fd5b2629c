package io.github.tektoncourier.run;

import java.util.Optional;

/**
 * What one list and watch covers, and what a stored resourceVersion belongs to (see docs/events.md).
 *
 * @param cluster its name or identity
 * @param resource {@code taskruns}, {@code pipelineruns}, {@code customruns}, or {@code events/TaskRun} and so on for
 *     core Events about one kind of object
 * @param namespace empty for all namespaces
 * @param selector label selector, empty for none
 */
public record Scope(String cluster, String resource, String namespace, String selector) {

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
        return namespace.isEmpty() || namespace.equals(otherNamespace);
    }

    /** Whether it holds the same kind of object, in namespaces of which some may be the same. */
    public boolean meets(Scope other) {
        return resource.equals(other.resource) && (includes(other.namespace) || other.includes(namespace));
    }

    /** The same scope of another cluster. */
    public Scope in(String otherCluster) {
        return new Scope(otherCluster, resource, namespace, selector);
    }

    /** For people: {@code taskruns in all namespaces}. */
    public String words() {
        return resource + " in " + (namespace.isEmpty() ? "all namespaces" : "namespace " + namespace)
                + (selector.isEmpty() ? "" : " with labels " + selector);
    }
}
