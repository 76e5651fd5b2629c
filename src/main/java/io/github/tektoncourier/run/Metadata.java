package io.github.tektoncourier.run;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code metadata}, and cuts out what only the API server and kubectl need. */
final class Metadata {

    private static final Set<String> MANAGED_FIELDS = Set.of("managedFields");
    private static final Set<String> LAST_APPLIED = Set.of("kubectl.kubernetes.io/last-applied-configuration");
    private static final String LABELS = "tekton.dev/";
    private static final String SLOTS = "tekton-courier.io/";
    private static final String SPAN_CONTEXT = "SpanContext";

    String uid = "";
    String namespace = "";
    String name = "";
    String resourceVersion = "";

    @Nullable
    Instant created;

    @Nullable
    Instant deleted;

    @Nullable
    String ownerUid;

    final Map<String, String> labels = new HashMap<>();
    final Map<String, String> annotations = new HashMap<>();

    void read(JsonCursor json) throws IOException {
        json.object(MANAGED_FIELDS, false, field -> {
            switch (field) {
                case "uid" -> uid = json.textOrEmpty();
                case "namespace" -> namespace = json.textOrEmpty();
                case "name" -> name = json.textOrEmpty();
                case "resourceVersion" -> resourceVersion = json.textOrEmpty();
                case "creationTimestamp" -> created = json.time();
                case "deletionTimestamp" -> deleted = json.time();
                case "labels" -> json.object(key -> label(key, json));
                case "annotations" -> json.object(LAST_APPLIED, false, key -> annotation(key, json));
                case "ownerReferences" -> json.array(() -> owner(json));
                default -> json.skip();
            }
        });
    }

    String where() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    private void label(String key, JsonCursor json) throws IOException {
        keep(labels, key, key.startsWith(LABELS), json);
    }

    private void annotation(String key, JsonCursor json) throws IOException {
        keep(annotations, key, key.startsWith(SLOTS) || spanContext(key), json);
    }

    private static void keep(Map<String, String> map, String key, boolean wanted, JsonCursor json) throws IOException {
        String value = wanted ? json.text() : null;
        if (value != null) {
            map.put(Text.encodable(key), value);
        } else if (!wanted) {
            json.skip();
        }
    }

    private static boolean spanContext(String key) {
        return key.startsWith(LABELS) && key.endsWith(SPAN_CONTEXT);
    }

    private void owner(JsonCursor json) throws IOException {
        Owner owner = new Owner();
        json.object(field -> {
            switch (field) {
                case "apiVersion" -> owner.tekton = json.textOrEmpty().startsWith(RunKind.GROUP + "/");
                case "kind" -> owner.pipelineRun = json.textOrEmpty().equals(RunKind.PIPELINE_RUN.kind());
                case "controller" -> owner.controller = json.isTrue();
                case "uid" -> owner.uid = json.textOrEmpty();
                default -> json.skip();
            }
        });
        if (owner.tekton && owner.pipelineRun && owner.controller && !owner.uid.isEmpty()) {
            ownerUid = owner.uid;
        }
    }

    private static final class Owner {
        boolean tekton;
        boolean pipelineRun;
        boolean controller;
        String uid = "";
    }
}
