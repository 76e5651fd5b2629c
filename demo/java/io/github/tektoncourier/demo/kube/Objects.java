package io.github.tektoncourier.demo.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.demo.Json;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What an API server fills in on a write: name, uid, creationTimestamp, generation. */
public final class Objects {
    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    private final Clock clock;

    Objects(Clock clock) {
        this.clock = clock;
    }

    /** The time as Kubernetes writes it. */
    String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Completes an object; identity and birth stay those of the one it replaces. */
    Draft draft(ApiResource resource, String namespace, ObjectNode object, @Nullable Stored before) {
        ObjectNode metadata = object.withObject("/metadata");
        if (resource.namespaced()) {
            metadata.put("namespace", namespace);
        } else {
            metadata.remove("namespace");
        }
        ObjectNode old = before == null ? Json.object() : Json.parse(before.json());
        JsonNode oldMetadata = old.path("metadata");
        keep(metadata, "uid", oldMetadata, UUID.randomUUID().toString(), before != null);
        keep(metadata, "creationTimestamp", oldMetadata, now(), before != null);
        if (!resource.builtIn()) {
            long generation = oldMetadata.path("generation").asLong(0);
            boolean same = before != null && old.path("spec").equals(object.path("spec"));
            metadata.put("generation", same ? generation : generation + 1);
        }
        return Draft.of(resource, object);
    }

    /** Chooses a name where the client left it to the server. */
    static void name(ObjectNode object) {
        ObjectNode metadata = object.withObject("/metadata");
        String prefix = Json.text(metadata, "generateName");
        if (Json.text(metadata, "name").isEmpty() && !prefix.isEmpty()) {
            metadata.put("name", prefix + letters(5));
        }
    }

    /** Letters as Kubernetes appends to generated names. */
    public static String letters(int count) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < count; i++) {
            letters.append(LETTERS.charAt(ThreadLocalRandom.current().nextInt(LETTERS.length())));
        }
        return letters.toString();
    }

    private static void keep(ObjectNode metadata, String field, JsonNode old, String otherwise, boolean replaces) {
        String value = replaces ? Json.text(old, field) : Json.text(metadata, field);
        metadata.put(field, value.isEmpty() ? otherwise : value);
    }
}
