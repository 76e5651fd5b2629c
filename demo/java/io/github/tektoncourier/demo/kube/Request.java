package io.github.tektoncourier.demo.kube;

import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.Locale;

/**
 * One request the embedded cluster got, so that tests and the benchmark can count API calls.
 *
 * @param verb as Kubernetes names it: get, list, watch, create, update, patch, delete, deletecollection
 */
public record Request(Instant at, String method, String path, String query, String verb) {

    static Request of(HttpServerRequest http, Instant at) {
        String query = http.query() == null ? "" : http.query();
        boolean named = ApiPath.of(http.path()).map(p -> !p.name().isEmpty()).orElse(true);
        boolean watch = "true".equals(http.getParam("watch")) || "1".equals(http.getParam("watch"));
        String verb =
                switch (http.method().name()) {
                    case "GET" -> watch ? "watch" : named ? "get" : "list";
                    case "POST" -> "create";
                    case "PUT" -> "update";
                    case "PATCH" -> "patch";
                    case "DELETE" -> named ? "delete" : "deletecollection";
                    default -> http.method().name().toLowerCase(Locale.ROOT);
                };
        return new Request(at, http.method().name(), http.path(), query, verb);
    }
}
