package io.github.tektoncourier.demo.kube;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.demo.Json;
import java.util.List;
import java.util.Optional;

/** Tells clients what is served, so that kubectl and fabric8 find their way. */
final class Discovery {
    private static final String[] VERBS = {
        "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"
    };

    private Discovery() {}

    /** The document at a discovery path, or nothing when the path is no such. */
    static Optional<ObjectNode> at(String path) {
        if (path.equals("/version")) {
            return Optional.of(version());
        }
        if (path.equals("/api")) {
            ObjectNode versions = Json.object().put("kind", "APIVersions");
            versions.putArray("versions").add("v1");
            return Optional.of(versions);
        }
        if (path.equals("/apis")) {
            ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
            ArrayNode groups = list.putArray("groups");
            groups().forEach(g -> groups.add(group(g)));
            return Optional.of(list);
        }
        List<String> parts = List.of(path.substring(1).split("/"));
        boolean core = parts.get(0).equals("api") && parts.size() == 2;
        boolean named = parts.get(0).equals("apis") && parts.size() >= 2 && groups().contains(parts.get(1));
        if (named && parts.size() == 2) {
            return Optional.of(group(parts.get(1)).put("kind", "APIGroup").put("apiVersion", "v1"));
        }
        if (core || (named && parts.size() == 3)) {
            return resources(core ? parts.get(1) : parts.get(1) + "/" + parts.get(2));
        }
        return Optional.empty();
    }

    private static ObjectNode version() {
        return Json.object()
                .put("major", "1")
                .put("minor", "35")
                .put("gitVersion", "v1.35.0+tekton-courier-demo")
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "2026-01-01T00:00:00Z")
                .put("platform", "any");
    }

    private static List<String> groups() {
        return ApiResource.ALL.stream()
                .map(ApiResource::group)
                .filter(g -> !g.isEmpty())
                .distinct()
                .toList();
    }

    private static ObjectNode group(String name) {
        ObjectNode group = Json.object().put("name", name);
        ArrayNode versions = group.putArray("versions");
        ApiResource.ALL.stream()
                .filter(r -> r.group().equals(name))
                .map(ApiResource::version)
                .distinct()
                .forEach(v ->
                        versions.addObject().put("groupVersion", name + "/" + v).put("version", v));
        group.set("preferredVersion", versions.get(0));
        return group;
    }

    private static Optional<ObjectNode> resources(String apiVersion) {
        ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
        list.put("groupVersion", apiVersion);
        ArrayNode resources = list.putArray("resources");
        ApiResource.ALL.stream().filter(r -> r.apiVersion().equals(apiVersion)).forEach(r -> {
            resource(resources, r, r.plural(), VERBS);
            if (r.status()) {
                resource(resources, r, r.plural() + "/status", "get", "patch", "update");
            }
        });
        return resources.isEmpty() ? Optional.empty() : Optional.of(list);
    }

    private static void resource(ArrayNode resources, ApiResource resource, String name, String... verbs) {
        ObjectNode entry = resources
                .addObject()
                .put("name", name)
                .put("singularName", resource.kind().toLowerCase(java.util.Locale.ROOT))
                .put("namespaced", resource.namespaced())
                .put("kind", resource.kind());
        ArrayNode list = entry.putArray("verbs");
        for (String verb : verbs) {
            list.add(verb);
        }
    }
}
