package io.github.tektoncourier.ops;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One answer of the management port.
 *
 * @param status HTTP status code
 * @param contentType value of the header of that name
 * @param body not to be changed: several connections send the same array
 * @param headers others than those that each answer has
 */
@SuppressWarnings("ArrayRecordComponent") // sent as it is, never compared
public record Page(int status, String contentType, byte[] body, Map<String, String> headers) {

    /** An answer without headers of its own. */
    public Page(int status, String contentType, byte[] body) {
        this(status, contentType, body, Map.of());
    }

    /** A JSON document. */
    public static Page json(int status, String json) {
        return new Page(status, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** What is wrong with a request to the API, and what to do, as JSON. */
    public static Page problem(int status, String error) {
        return json(
                status,
                JsonNodeFactory.instance.objectNode().put("error", error).toString());
    }

    /** Plain text. */
    public static Page text(int status, String text) {
        return new Page(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same with other headers. */
    public Page with(Map<String, String> otherHeaders) {
        return new Page(status, contentType, body, otherHeaders);
    }
}
