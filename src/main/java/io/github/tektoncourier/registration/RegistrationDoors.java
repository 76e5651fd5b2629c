package io.github.tektoncourier.registration;

import io.github.tektoncourier.filter.Globs;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which namespaces may register sink files.
 *
 * @param own the courier's own namespace, whose files have the operator's powers; empty where that door is shut
 * @param tenants names and globs of tenants' namespaces; empty where that door is shut
 * @param most how many files one tenant's namespace may have
 */
public record RegistrationDoors(String own, List<String> tenants, int most) {

    public RegistrationDoors {
        tenants = List.copyOf(tenants);
    }

    /** Whether no door is open. */
    public boolean shut() {
        return own.isEmpty() && tenants.isEmpty();
    }

    /** Whether each tenant is named, so that one watch a namespace is enough. */
    boolean tenantsByName() {
        return tenants.stream().noneMatch(name -> name.contains("*") || name.contains("?"));
    }

    /** The namespaces that are watched; empty text for all. */
    Set<String> watched() {
        Set<String> watched = new LinkedHashSet<>();
        if (!own.isEmpty()) {
            watched.add(own);
        }
        if (tenantsByName()) {
            watched.addAll(tenants);
        } else {
            watched.add("");
        }
        return watched;
    }

    boolean isOwn(String namespace) {
        return !own.isEmpty() && namespace.equals(own);
    }

    /** Whether a namespace is a tenant's. */
    boolean mayRegister(String namespace) {
        return !tenants.isEmpty()
                && !isOwn(namespace)
                && Globs.of(String.join(",", tenants)).matches(namespace);
    }

    /** Whether what one watch sees of a namespace counts: each namespace is read by one watch alone. */
    boolean opens(String watched, String namespace) {
        return isOwn(namespace)
                ? watched.equals(own)
                : mayRegister(namespace) && watched.equals(tenantsByName() ? namespace : "");
    }

    /** What the files of a namespace may take of memory. */
    long room(String namespace) {
        return isOwn(namespace) ? Long.MAX_VALUE : SinkConfigMap.room(most);
    }
}
