package io.github.tektoncourier.demo.kube;

import io.github.tektoncourier.demo.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;

/** The shapes an API server's answers come in. */
public final class ApiAnswers {
    private static final String NOBODY = "system:serviceaccount:tekton-courier:tekton-courier";

    private ApiAnswers() {}

    public static void json(HttpServerResponse response, int code, byte[] json) {
        json(response, code, Buffer.buffer(json));
    }

    public static void json(HttpServerResponse response, int code, Buffer json) {
        response.setStatusCode(code)
                .putHeader("Content-Type", "application/json")
                .end(json);
    }

    static void error(HttpServerResponse response, ApiError error) {
        if (!response.ended()) {
            json(response, error.code(), Json.bytes(error.status()));
        }
    }

    /** What a real server says about a group or resource it has never heard of, a missing CRD for example. */
    static void noSuchPath(HttpServerResponse response) {
        response.setStatusCode(404)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end("404 page not found\n");
    }

    /** Begins a watch. */
    static HttpServerResponse stream(HttpServerResponse response) {
        return response.setChunked(true).putHeader("Content-Type", "application/json");
    }

    static void deleted(HttpServerResponse response, ApiPath path, Stored last) {
        ApiResource resource = path.resource();
        boolean held =
                !Json.parse(last.json()).at("/metadata/deletionTimestamp").isMissingNode();
        if (held || resource.equals(ApiResource.PODS)) {
            json(response, 200, last.json());
            return;
        }
        var status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Success");
        status.putObject("details")
                .put("name", last.name())
                .put("group", resource.group())
                .put("kind", resource.plural())
                .put("uid", last.uid());
        json(response, 200, Json.bytes(status));
    }

    /** The answer a fault asks for, in the words of a real server. */
    static void fault(HttpServerResponse response, int code, Request request) {
        String resource =
                ApiPath.of(request.path()).map(p -> p.resource().qualified()).orElse(request.path());
        switch (code) {
            case 404 -> noSuchPath(response);
            case 429 -> {
                response.putHeader("Retry-After", "1");
                error(response, new ApiError(429, "TooManyRequests", "too many requests, please try again later"));
            }
            case 401 -> error(response, new ApiError(401, "Unauthorized", "Unauthorized"));
            case 403 -> error(response, new ApiError(403, "Forbidden", forbidden(request)));
            case 410 ->
                error(response, new ApiError(410, "Expired", "The resourceVersion for the provided watch is too old."));
            case 503 ->
                error(
                        response,
                        new ApiError(
                                503, "ServiceUnavailable", "the server is currently unable to handle the request"));
            default ->
                error(
                        response,
                        new ApiError(code, "InternalError", "Internal error occurred: asked to fail on " + resource));
        }
    }

    private static String forbidden(Request request) {
        return ApiPath.of(request.path())
                .map(p -> String.format(
                        Locale.ROOT,
                        "%s is forbidden: User \"%s\" cannot %s resource \"%s\" in API group \"%s\" %s",
                        p.resource().qualified(),
                        NOBODY,
                        request.verb(),
                        p.resource().plural(),
                        p.resource().group(),
                        p.namespace().isEmpty()
                                ? "at the cluster scope"
                                : "in the namespace \"" + p.namespace() + "\""))
                .orElse("forbidden: User \"" + NOBODY + "\" cannot " + request.verb() + " path \"" + request.path()
                        + "\"");
    }
}
