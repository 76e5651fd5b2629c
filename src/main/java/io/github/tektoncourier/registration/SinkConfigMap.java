package io.github.tektoncourier.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tektoncourier.routes.check.file.RouteFile;
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

    /** In place of a file for which there is no room. */
    static final String UNREAD = "\0";

    /** In place of a file that the API server keeps as bytes, which it does with what is no UTF-8. */
    static final String BINARY = "\1";

    /** A tenant's longer file is refused by its length, for which one character more is enough. */
    static final int LONGEST = 64 * 1024;

    /** Of files for which there is no room: enough to say so. */
    private static final int MOST_UNREAD = 10;

    /** What a file of no characters takes. */
    private static final int ENTRY = 500;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads one from JSON; empty where the bytes are none. */
    static Optional<SinkConfigMap> read(byte[] bytes, int offset, int length) {
        try {
            JsonNode root = JSON.readTree(bytes, offset, length);
            JsonNode metadata = root.path("metadata");
            Map<String, String> files = new TreeMap<>();
            root.path("binaryData").fieldNames().forEachRemaining(key -> files.put(key, BINARY));
            root.path("data")
                    .properties()
                    .forEach(entry -> files.put(entry.getKey(), entry.getValue().asText()));
            files.keySet().removeIf(key -> !key.endsWith(RouteFile.ENDING));
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

    /** The room of so many files. */
    static long room(int files) {
        return (long) files * (LONGEST + 1 + ENTRY);
    }

    /** Of its files, in the order of their keys, those for which there is room. */
    SinkConfigMap within(long room) {
        Map<String, String> kept = new TreeMap<>();
        long left = room;
        int unread = 0;
        for (Map.Entry<String, String> file : files.entrySet()) {
            String text = file.getValue();
            String cut = text.length() > LONGEST ? text.substring(0, LONGEST + 1) : text;
            left -= cut.length() + ENTRY;
            if (left >= 0) {
                kept.put(file.getKey(), cut);
            } else if (unread++ < MOST_UNREAD) {
                kept.put(file.getKey(), UNREAD);
            }
        }
        return new SinkConfigMap(namespace, name, uid, created, kept);
    }

    /** What it takes of {@link #within}'s room. */
    long size() {
        return files.values().stream()
                .mapToLong(text -> text.equals(UNREAD) ? 0 : text.length() + ENTRY)
                .sum();
    }
}
