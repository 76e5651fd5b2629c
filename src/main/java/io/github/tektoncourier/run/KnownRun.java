package io.github.tektoncourier.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** A run that the ledger remembers, whether or not it still has a snapshot of it. */
public record KnownRun(RunKind kind, String uid, String namespace, String name) {

    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] NO_JSON = {};

    /** All that is certain of it: {@code apiVersion}, {@code kind} and {@code metadata {name, namespace, uid}}. */
    public Run bare() {
        return with(json());
    }

    /** A run without its object: no JSON, so its events carry the core Event alone. */
    public Run unseen() {
        return with(NO_JSON);
    }

    private Run with(byte[] object) {
        return new Run(
                kind,
                uid,
                namespace,
                name,
                "",
                null,
                null,
                Map.of(),
                Map.of(),
                null,
                Attempt.NONE,
                List.of(),
                List.of(),
                0,
                object);
    }

    private byte[] json() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("apiVersion", kind.apiVersion());
            json.writeStringField("kind", kind.kind());
            json.writeObjectFieldStart("metadata");
            json.writeStringField("name", name);
            json.writeStringField("namespace", namespace);
            json.writeStringField("uid", uid);
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot happen in memory", e);
        }
        return out.toByteArray();
    }
}
