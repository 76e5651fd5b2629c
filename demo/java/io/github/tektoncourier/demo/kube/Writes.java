package io.github.tektoncourier.demo.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.demo.Json;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** POST, PUT, PATCH, DELETE, with the rules an API server holds: subresources, conflicts, finalizers. */
final class Writes {
    private final ObjectStore store;
    private final Objects objects;

    Writes(ObjectStore store, Clock clock) {
        this.store = store;
        this.objects = new Objects(clock);
    }

    Stored create(ApiPath path, byte[] body) {
        ObjectNode object = Json.parse(body);
        ApiResource resource = checked(path, object);
        Objects.name(object);
        String name = Json.text(object, "metadata", "name");
        if (name.isEmpty()) {
            throw new ApiError(
                    422,
                    "Invalid",
                    resource.kind() + " \"\" is invalid: metadata.name: Required value: "
                            + "name or generateName is required");
        }
        if (resource.status()) {
            object.remove("status");
        }
        return store.atomically(() -> {
            if (store.get(resource, path.namespace(), name) != null) {
                throw ApiError.exists(resource, name);
            }
            object.withObject("/metadata").remove("uid");
            object.withObject("/metadata").remove("creationTimestamp");
            return store.put(objects.draft(resource, path.namespace(), object, null));
        });
    }

    Stored replace(ApiPath path, byte[] body) {
        ObjectNode object = Json.parse(body);
        checked(path, object);
        return store.atomically(() -> change(path, there(path), object));
    }

    Stored patch(ApiPath path, String contentType, byte[] body) {
        return store.atomically(() -> {
            Stored before = there(path);
            return change(path, before, Patch.apply(contentType, Json.parse(before.json()), body));
        });
    }

    /** Puts a whole object, status and all, as only code inside the server can. */
    Stored put(ApiResource resource, ObjectNode object) {
        Objects.name(object);
        String namespace = resource.namespaced() ? Json.text(object, "metadata", "namespace") : "";
        return store.atomically(() -> {
            Stored before = store.get(resource, namespace, Json.text(object, "metadata", "name"));
            String uid = Json.text(object, "metadata", "uid");
            if (before != null && !uid.isEmpty() && !uid.equals(before.uid())) {
                throw ApiError.conflict(
                        resource,
                        before.name(),
                        "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + before.uid());
            }
            return store.put(objects.draft(resource, namespace, object, before));
        });
    }

    /** Deletes, or marks as being deleted while finalizers hold the object. */
    Stored delete(ApiPath path, JsonNode options) {
        return store.atomically(() -> {
            Stored before = there(path);
            JsonNode preconditions = options.path("preconditions");
            if (preconditions.has("uid") && !Json.text(preconditions, "uid").equals(before.uid())) {
                throw ApiError.conflict(path.resource(), path.name(), "the UID in the precondition differs");
            }
            ObjectNode object = Json.parse(before.json());
            if (object.at("/metadata/finalizers").isEmpty()) {
                return gone(before);
            }
            if (object.at("/metadata/deletionTimestamp").isMissingNode()) {
                object.withObject("/metadata")
                        .put("deletionTimestamp", objects.now())
                        .put("deletionGracePeriodSeconds", 0);
            }
            return store.put(Draft.of(path.resource(), object));
        });
    }

    /** Deletes what a selector chooses. */
    void deleteAll(ApiPath path, Selector selector) {
        List<Stored> chosen = store.read(path.resource(), (shelf, now) -> shelf.objects.values().stream()
                .filter(selector::matches)
                .toList());
        chosen.forEach(s -> delete(new ApiPath(s.resource(), s.namespace(), s.name(), ""), Json.object()));
    }

    private Stored change(ApiPath path, Stored before, ObjectNode object) {
        ApiResource resource = path.resource();
        String expected = Json.text(object, "metadata", "resourceVersion");
        String uid = Json.text(object, "metadata", "uid");
        if ((!expected.isEmpty() && !expected.equals(Long.toString(before.revision())))
                || (!uid.isEmpty() && !uid.equals(before.uid()))) {
            throw ApiError.conflict(
                    resource,
                    path.name(),
                    "the object has been modified; please apply your changes to the latest version and try again");
        }
        ObjectNode old = Json.parse(before.json());
        ObjectNode result = path.subresource().equals("status") ? with(old, object.get("status")) : object;
        if (resource.status() && path.subresource().isEmpty()) {
            with(result, old.get("status"));
        }
        result.withObject("/metadata").put("name", path.name());
        keepDeletion(result, old);
        Draft draft = objects.draft(resource, path.namespace(), result, before);
        boolean released = result.at("/metadata/finalizers").isEmpty()
                && result.at("/metadata").has("deletionTimestamp");
        Stored now = store.put(draft);
        return released ? gone(now) : now;
    }

    private static void keepDeletion(ObjectNode result, ObjectNode old) {
        JsonNode since = old.at("/metadata/deletionTimestamp");
        if (!since.isMissingNode()) {
            result.withObject("/metadata").set("deletionTimestamp", since);
        }
    }

    private static ObjectNode with(ObjectNode object, @Nullable JsonNode status) {
        if (status == null) {
            object.remove("status");
        } else {
            object.set("status", status);
        }
        return object;
    }

    private Stored gone(Stored stored) {
        Stored gone = store.delete(stored.resource(), stored.namespace(), stored.name());
        return gone == null ? stored : gone;
    }

    private Stored there(ApiPath path) {
        Stored stored = store.get(path.resource(), path.namespace(), path.name());
        if (stored == null) {
            throw ApiError.notFound(path.resource(), path.name());
        }
        return stored;
    }

    private static ApiResource checked(ApiPath path, JsonNode object) {
        ApiResource resource = path.resource();
        String kind = Json.text(object, "kind");
        String apiVersion = Json.text(object, "apiVersion");
        if (!kind.equals(resource.kind()) || !apiVersion.equals(resource.apiVersion())) {
            throw new ApiError(
                    resource.builtIn() ? 400 : 422,
                    resource.builtIn() ? "BadRequest" : "Invalid",
                    "the object provided is " + apiVersion + " " + kind + ", but this path takes "
                            + resource.apiVersion() + " " + resource.kind());
        }
        String namespace = Json.text(object, "metadata", "namespace");
        if (!namespace.isEmpty() && !namespace.equals(path.namespace())) {
            throw ApiError.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        return resource;
    }
}
