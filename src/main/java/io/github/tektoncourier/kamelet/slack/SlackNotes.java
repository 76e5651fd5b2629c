package io.github.tektoncourier.kamelet.slack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tektoncourier.journal.SinkState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads and writes what the journal keeps for messages, as JSON by key. */
final class SlackNotes {

    private static final Duration KEPT = Duration.ofDays(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SinkState state;

    SlackNotes(SinkState state) {
        this.state = state;
    }

    /** A note; {@code absent} where there is none that can be read. */
    <T> T read(String key, T absent, Class<T> type) {
        return state.get(fit(key)).map(json -> parsed(json, absent, type)).orElse(absent);
    }

    private static <T> T parsed(String json, T absent, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            return absent; // of a later version
        }
    }

    /** Writes notes, all or none. */
    void write(Map<String, ?> notes) {
        Map<String, String> values = new LinkedHashMap<>();
        notes.forEach((key, note) -> values.put(fit(key), json(note)));
        state.put(values, KEPT);
    }

    /** A short name for something long, the same for the same. */
    static String fingerprint(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Each Java has SHA-256", e);
        }
    }

    private static String fit(String key) {
        return key.length() <= SinkState.LONGEST_KEY
                ? key
                : key.substring(0, 300) + "/" + fingerprint(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String json(Object note) {
        try {
            return JSON.writeValueAsString(note);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A note has no JSON", e);
        }
    }
}
