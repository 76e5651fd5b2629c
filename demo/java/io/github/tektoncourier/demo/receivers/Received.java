package io.github.tektoncourier.demo.receivers;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.tektoncourier.demo.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One request a receiver got, and what it answered.
 *
 * @param headers by lower-case name, in the order they came
 */
public record Received(
        Instant at, String method, String path, Map<String, List<String>> headers, byte[] body, int status) {

    /** The first value of a header, whatever its case. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** A CloudEvents attribute, from {@code ce-} headers (binary mode) or from the body (structured mode). */
    public Optional<String> attribute(String name) {
        Optional<String> binary = header("ce-" + name);
        return binary.isPresent() ? binary : structured(name);
    }

    private Optional<String> structured(String name) {
        if (!header("content-type").orElse("").startsWith("application/cloudevents+json")) {
            return Optional.empty();
        }
        try {
            JsonNode value = Json.MAPPER.readTree(body).path(name);
            return value.isMissingNode() ? Optional.empty() : Optional.of(value.asText());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
