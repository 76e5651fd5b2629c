package io.github.tektoncourier.demo.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.demo.Json;
import java.nio.charset.StandardCharsets;

/** An answer an API server gives instead of the object: a {@code Status} with code, reason and message. */
public final class ApiError extends RuntimeException {
    private final int code;
    private final String reason;
    private final transient ObjectNode details = Json.object();
    private String next = "";

    public ApiError(int code, String reason, String message) {
        super(message, null, false, false);
        this.code = code;
        this.reason = reason;
    }

    static ApiError badRequest(String message) {
        return new ApiError(400, "BadRequest", message);
    }

    static ApiError notFound(ApiResource resource, String name) {
        return new ApiError(404, "NotFound", resource.qualified() + " \"" + name + "\" not found")
                .about(resource, name);
    }

    static ApiError exists(ApiResource resource, String name) {
        return new ApiError(409, "AlreadyExists", resource.qualified() + " \"" + name + "\" already exists")
                .about(resource, name);
    }

    static ApiError conflict(ApiResource resource, String name, String why) {
        return new ApiError(
                        409,
                        "Conflict",
                        "Operation cannot be fulfilled on " + resource.qualified() + " \"" + name + "\": " + why)
                .about(resource, name);
    }

    /** The answer to a resourceVersion that history no longer reaches. */
    static ApiError expired(long asked, long oldest) {
        return new ApiError(410, "Expired", "too old resource version: " + asked + " (" + oldest + ")");
    }

    /** The answer to a resourceVersion that has not been given out yet. */
    static ApiError tooLarge(long asked, long current) {
        ApiError error = new ApiError(504, "Timeout", "Too large resource version: " + asked + ", current: " + current);
        error.details.put("retryAfterSeconds", 1);
        error.details
                .putArray("causes")
                .addObject()
                .put("reason", "ResourceVersionTooLarge")
                .put("message", "Too large resource version");
        return error;
    }

    /** Names the object the answer is about, as real ones do in {@code details}. */
    ApiError about(ApiResource resource, String name) {
        details.put("name", name).put("group", resource.group()).put("kind", resource.plural());
        return this;
    }

    /** The token a client may go on with after a page token expired. */
    ApiError continueWith(String token) {
        next = token;
        return this;
    }

    int code() {
        return code;
    }

    ObjectNode status() {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        ObjectNode metadata = status.putObject("metadata");
        if (!next.isEmpty()) {
            metadata.put("continue", next);
        }
        status.put("status", "Failure").put("message", getMessage()).put("reason", reason);
        if (!details.isEmpty()) {
            status.set("details", details);
        }
        return status.put("code", code);
    }

    /** The same as the last line of a watch. */
    byte[] watchLine() {
        return ("{\"type\":\"ERROR\",\"object\":" + status() + "}\n").getBytes(StandardCharsets.UTF_8);
    }
}
