package io.github.tektoncourier.demo.kube;

import java.util.List;
import java.util.Optional;

/**
 * What a request path names.
 *
 * @param namespace empty for all namespaces
 * @param name empty for the collection
 * @param subresource {@code status} or empty
 */
record ApiPath(ApiResource resource, String namespace, String name, String subresource) {

    /** Reads a path, or nothing when it names no resource that is served. */
    static Optional<ApiPath> of(String path) {
        List<String> parts = List.of(path.replaceFirst("^/", "").split("/"));
        if (parts.size() >= 3 && parts.get(0).equals("api")) {
            return under("", parts.get(1), parts.subList(2, parts.size()));
        }
        if (parts.size() >= 4 && parts.get(0).equals("apis")) {
            return under(parts.get(1), parts.get(2), parts.subList(3, parts.size()));
        }
        return Optional.empty();
    }

    private static Optional<ApiPath> under(String group, String version, List<String> rest) {
        if (rest.size() >= 3 && rest.get(0).equals("namespaces") && !rest.get(2).equals("status")) {
            return resource(group, version, rest.get(1), rest.subList(2, rest.size()));
        }
        return resource(group, version, "", rest);
    }

    private static Optional<ApiPath> resource(String group, String version, String namespace, List<String> rest) {
        String name = rest.size() > 1 ? rest.get(1) : "";
        String subresource = rest.size() > 2 ? rest.get(2) : "";
        boolean known = rest.size() <= 3 && (subresource.isEmpty() || subresource.equals("status"));
        return ApiResource.at(group, version, rest.get(0))
                .filter(r -> known && (subresource.isEmpty() || r.status()))
                .map(r -> new ApiPath(r, namespace, name, subresource));
    }
}
