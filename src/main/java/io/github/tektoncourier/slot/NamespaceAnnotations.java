package io.github.tektoncourier.slot;

import java.util.Map;

/** Reads the annotations of a namespace. */
@FunctionalInterface
public interface NamespaceAnnotations {

    /** Knows no annotation of any namespace: what holds where there is no cluster. */
    NamespaceAnnotations NONE = namespace -> Map.of();

    /** Annotations of the namespace that start with {@code tekton-courier.io/}; none where it does not exist.
     *
     * @throws NamespaceUnreadableException when they cannot be read at the moment
     */
    Map<String, String> of(String namespace);
}
