package io.github.tektoncourier.ops;

import org.jspecify.annotations.Nullable;

/**
 * A request to the HTTP API, within the port's bounds.
 *
 * @param path without the query, as it was sent
 * @param query behind the question mark, as it was sent; empty where there is none
 * @param authorization the header of that name; here and below, absent where it was not sent
 * @param contentType the header of that name
 * @param body not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record ApiRequest(
        String method,
        String path,
        String query,
        @Nullable String authorization,
        @Nullable String contentType,
        byte[] body) {}
