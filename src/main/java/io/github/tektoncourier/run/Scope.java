package io.github.tektoncourier.run;

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

    /** For people: {@code taskruns in all namespaces}. */
    public String words() {
        return resource + " in " + (namespace.isEmpty() ? "all namespaces" : "namespace " + namespace)
                + (selector.isEmpty() ? "" : " with labels " + selector);
    }
}
