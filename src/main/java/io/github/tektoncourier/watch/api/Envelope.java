package io.github.tektoncourier.watch.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.github.tektoncourier.run.Nesting;
import io.github.tektoncourier.text.LogText;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The few fields of bookmarks, list metadata, error answers and unreadable objects, read as far as possible.
 */
public final class Envelope {
    private static final int DEEPEST = 50;
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();
    private static final Set<String> OPENED = Set.of("metadata", "metadata.annotations", "details");

    private final Map<String, String> values = new HashMap<>();

    /** Reads the fields. Never fails: unreadable ones are absent. */
    public static Envelope read(byte[] bytes, int offset, int length) {
        return read(bytes, offset, length, "");
    }

    /** Reads the fields of a {@code metadata} object alone. */
    public static Envelope ofMetadata(byte[] bytes, int offset, int length) {
        return read(bytes, offset, length, "metadata.");
    }

    private static Envelope read(byte[] bytes, int offset, int length, String prefix) {
        Envelope envelope = new Envelope();
        // An object's managedFields, which come before its name, nest as deeply as it does.
        byte[] shallow = Nesting.cut(bytes, offset, length, DEEPEST);
        try (JsonParser json = JSON.createParser(shallow)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                envelope.object(json, prefix);
            }
        } catch (IOException e) {
            return envelope;
        }
        return envelope;
    }

    private void object(JsonParser json, String prefix) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = prefix + json.currentName();
            JsonToken token = json.nextToken();
            if (token == JsonToken.START_OBJECT && OPENED.contains(name)) {
                object(json, name + ".");
            } else if (token.isScalarValue()) {
                values.put(name, json.getText());
            } else {
                json.skipChildren();
            }
        }
    }

    /** A value by its path; empty when absent. */
    public String text(String path) {
        return values.getOrDefault(path, "");
    }

    int number(String path) {
        try {
            return Integer.parseInt(text(path));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    public String resourceVersion() {
        return text("metadata.resourceVersion");
    }

    /** {@code namespace/name}, escaped for a log line; empty when unknown. */
    public String where() {
        String name = text("metadata.name");
        String namespace = text("metadata.namespace");
        return LogText.line(namespace.isEmpty() || name.isEmpty() ? name : namespace + "/" + name);
    }
}
