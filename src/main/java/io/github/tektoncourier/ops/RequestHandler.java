package io.github.tektoncourier.ops;

/** Answers requests to the HTTP API. */
@FunctionalInterface
public interface RequestHandler {

    /** Paths that begin so are the API's. */
    String PREFIX = "/api/";

    /** Answers one; called on a few threads at once, and may take its time. */
    Page answer(ApiRequest request);
}
