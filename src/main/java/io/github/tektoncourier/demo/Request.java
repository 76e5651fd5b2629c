package io.github.tektoncourier.demo;

import java.time.Instant;

/**
 * One request the embedded cluster got, so that tests and the benchmark can count API calls.
 *
 * @param verb as Kubernetes names it: get, list, watch, create, update, patch, delete, deletecollection
 */
public record Request(Instant at, String method, String path, String query, String verb) {

    boolean watch() {
        return verb.equals("watch");
    }
}
