package io.github.tektoncourier.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tektoncourier.routes.check.RouteFile;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A labelled ConfigMap, as far as it holds sink files.
 *
 * @param created RFC 3339, as the API server has it
 * @param files by key; other keys are passed over
 */
record SinkConfigMap(String namespace, String name, String uid, String created, Map<String, String> files) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads one from JSON; empty where the bytes are none. */
    static Optional<SinkConfigMap> read(byte[] bytes, int offset, int length) {
        try {
            JsonNode root = JSON.readTree(bytes, offset, length);
            JsonNode metadata = root.path("metadata");
            Map<String, String> files = new TreeMap<>();
            root.path("data").properties().forEach(entry -> {
                if (entry.getKey().endsWith(RouteFile.ENDING)) {
                    files.put(entry.getKey(), entry.getValue().asText());
                }
            });
            SinkConfigMap read = new SinkConfigMap(
                    metadata.path("namespace").asText(),
                    metadata.path("name").asText(),
                    metadata.path("uid").asText(),
                    metadata.path("creationTimestamp").asText(),
                    files);
            return read.uid().isEmpty() || read.namespace().isEmpty() ? Optional.empty() : Optional.of(read);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** {@code namespace/name}. */
    String key() {
        return namespace + "/" + name;
    }
}
