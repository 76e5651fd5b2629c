package io.github.tektoncourier.demo.kube;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.demo.Json;
import java.io.IOException;

/** Changes an object as a client's patch says: RFC 7386 (merge) and RFC 6902 (operations). */
public final class Patch {
    private Patch() {}

    /** Applies a patch body by its content type; strategic patches of built-in types are taken as merges. */
    static ObjectNode apply(String contentType, ObjectNode object, byte[] body) {
        if (contentType.startsWith("application/json-patch+json")) {
            return operations(object, body);
        }
        if (contentType.startsWith("application/merge-patch+json")
                || contentType.startsWith("application/strategic-merge-patch+json")) {
            return merge(object, Json.parse(body));
        }
        throw new ApiError(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: "
                        + "application/json-patch+json, application/merge-patch+json");
    }

    /** Merges in place: null removes, objects merge, everything else replaces. */
    public static ObjectNode merge(ObjectNode object, ObjectNode patch) {
        patch.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                object.remove(entry.getKey());
            } else if (value instanceof ObjectNode inner) {
                ObjectNode target = object.get(entry.getKey()) instanceof ObjectNode there ? there : Json.object();
                object.set(entry.getKey(), merge(target, inner));
            } else {
                object.set(entry.getKey(), value);
            }
        });
        return object;
    }

    private static ObjectNode operations(ObjectNode object, byte[] body) {
        try {
            for (JsonNode operation : Json.MAPPER.readTree(body)) {
                operation(object, operation);
            }
            return object;
        } catch (IOException e) {
            throw ApiError.badRequest("the body is not valid JSON: " + e.getMessage());
        }
    }

    private static void operation(ObjectNode object, JsonNode operation) {
        JsonPointer path = JsonPointer.compile(operation.path("path").asText());
        JsonNode value = operation.path("value");
        switch (operation.path("op").asText()) {
            case "add" -> set(object, path, value, true);
            case "replace" -> set(object, path, value, false);
            case "remove" -> remove(object, path);
            case "test" -> {
                if (!object.at(path).equals(value)) {
                    throw invalid("testing path " + path + " failed");
                }
            }
            default -> throw invalid("Unexpected kind: " + operation.path("op").asText());
        }
    }

    private static void set(ObjectNode object, JsonPointer path, JsonNode value, boolean insert) {
        JsonNode parent = object.at(path.head());
        String last = path.last().getMatchingProperty();
        if (parent instanceof ObjectNode there) {
            there.set(last, value);
        } else if (parent instanceof ArrayNode list && last.equals("-")) {
            list.add(value);
        } else if (parent instanceof ArrayNode list && insert) {
            list.insert(path.last().getMatchingIndex(), value);
        } else if (parent instanceof ArrayNode list) {
            list.set(path.last().getMatchingIndex(), value);
        } else {
            throw invalid("doc is missing path: " + path);
        }
    }

    private static void remove(ObjectNode object, JsonPointer path) {
        JsonNode parent = object.at(path.head());
        if (parent instanceof ObjectNode there) {
            there.remove(path.last().getMatchingProperty());
        } else if (parent instanceof ArrayNode list) {
            list.remove(path.last().getMatchingIndex());
        } else {
            throw invalid("Unable to remove nonexistent key: " + path);
        }
    }

    private static ApiError invalid(String why) {
        return new ApiError(422, "Invalid", "the server rejected our request due to an error in our request: " + why);
    }
}
