package io.github.tektoncourier.demo.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.demo.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * An object about to be stored: everything but the resourceVersion, which only the store can give.
 *
 * @param tail the bytes behind the resourceVersion, beginning with its closing quote
 */
public record Draft(
        ApiResource resource,
        String namespace,
        String name,
        String uid,
        Map<String, String> labels,
        Map<String, String> fields,
        byte[] tail) {

    private static final String[] INVOLVED = {
        "kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"
    };

    /** Serialises an object once; its metadata must be complete. */
    public static Draft of(ApiResource resource, ObjectNode object) {
        ObjectNode metadata = (ObjectNode) object.get("metadata");
        ObjectNode ordered = Json.object();
        ordered.put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
        ObjectNode rest = metadata.deepCopy();
        rest.remove("resourceVersion");
        ordered.set("metadata", Json.object().put("resourceVersion", "").setAll(rest));
        object.properties().forEach(e -> ordered.putIfAbsent(e.getKey(), e.getValue()));
        byte[] json = Json.bytes(ordered);
        return new Draft(
                resource,
                Json.text(metadata, "namespace"),
                Json.text(metadata, "name"),
                Json.text(metadata, "uid"),
                strings(metadata.path("labels")),
                fields(resource, object),
                Arrays.copyOfRange(json, resource.head().length, json.length));
    }

    public Stored stored(long revision) {
        byte[] head = resource.head();
        byte[] digits = Long.toString(revision).getBytes(StandardCharsets.US_ASCII);
        byte[] json = new byte[head.length + digits.length + tail.length];
        System.arraycopy(head, 0, json, 0, head.length);
        System.arraycopy(digits, 0, json, head.length, digits.length);
        System.arraycopy(tail, 0, json, head.length + digits.length, tail.length);
        return new Stored(resource, namespace, name, uid, revision, labels, fields, json, head.length + digits.length);
    }

    /** Whether storing this would change nothing, so that no version is spent on it. */
    boolean sameAs(Stored stored) {
        return Arrays.equals(tail, 0, tail.length, stored.json(), stored.tailAt(), stored.json().length);
    }

    private static Map<String, String> strings(JsonNode labels) {
        Map<String, String> map = new HashMap<>();
        labels.properties().forEach(e -> map.put(e.getKey(), e.getValue().asText()));
        return Map.copyOf(map);
    }

    private static Map<String, String> fields(ApiResource resource, JsonNode object) {
        Map<String, String> fields = new HashMap<>();
        fields.put("metadata.name", Json.text(object, "metadata", "name"));
        if (resource.namespaced()) {
            fields.put("metadata.namespace", Json.text(object, "metadata", "namespace"));
        }
        if (resource.equals(ApiResource.EVENTS)) {
            for (String field : INVOLVED) {
                fields.put("involvedObject." + field, Json.text(object, "involvedObject", field));
            }
            fields.put("reason", Json.text(object, "reason"));
            fields.put("type", Json.text(object, "type"));
            fields.put("source", Json.text(object, "source", "component"));
            fields.put("reportingComponent", Json.text(object, "reportingComponent"));
        } else if (resource.equals(ApiResource.PODS)) {
            fields.put("status.phase", Json.text(object, "status", "phase"));
            fields.put("spec.nodeName", Json.text(object, "spec", "nodeName"));
        }
        return Map.copyOf(fields);
    }
}
