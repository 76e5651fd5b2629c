package io.github.tektoncourier.ops;

import java.nio.charset.StandardCharsets;

/**
 * One answer of the management port.
 *
 * @param status HTTP status code
 * @param contentType value of the header of that name
 * @param body not to be changed: several connections send the same array
 */
@SuppressWarnings("ArrayRecordComponent") // sent as it is, never compared
public record Page(int status, String contentType, byte[] body) {

    /** A JSON document. */
    public static Page json(int status, String json) {
        return new Page(status, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** Plain text. */
    public static Page text(int status, String text) {
        return new Page(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }
}
