package io.github.tektoncourier.demo.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.demo.Json;
import io.github.tektoncourier.demo.MalformedJsonException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Turns HTTP requests into reads, writes and watches, or into the failure that was asked for. */
final class ApiHandler {
    private final ObjectStore store;
    private final Reads reads;
    private final Writes writes;
    private final Faults faults;
    private final RequestLog log;
    private final Control control;
    private final Clock clock;
    private final Duration bookmarkEvery;
    private final Set<WatchStream> watches = ConcurrentHashMap.newKeySet();

    ApiHandler(
            ObjectStore store,
            Writes writes,
            Faults faults,
            RequestLog log,
            Control control,
            ClusterSettings settings) {
        this.store = store;
        this.reads = new Reads(store);
        this.writes = writes;
        this.faults = faults;
        this.log = log;
        this.control = control;
        this.clock = settings.clock();
        this.bookmarkEvery = settings.bookmarkEvery();
    }

    void handle(Supplier<Vertx> vertx, HttpServerRequest request) {
        request.body()
                .onSuccess(body -> guarded(request, () -> {
                    if (control.takes(request.path())) {
                        control.answer(request, body);
                    } else {
                        meetFaults(vertx.get(), request, body);
                    }
                }));
    }

    /** Silent watches look again, because a fault was lifted. */
    void wake() {
        watches.forEach(WatchStream::schedule);
    }

    /** Ends every open watch with 410. */
    void expire() {
        watches.forEach(WatchStream::expire);
    }

    /** The most changes any open watch has yet to be sent. */
    long backlog() {
        return watches.stream().mapToLong(WatchStream::backlog).max().orElse(0);
    }

    int openWatches() {
        return watches.size();
    }

    private void meetFaults(Vertx vertx, HttpServerRequest http, Buffer body) {
        Request request = Request.of(http, clock.instant());
        log.add(request);
        Optional<Fault> fault = faults.next(request);
        if (fault.isEmpty()) {
            route(vertx, request, http, body);
            return;
        }
        switch (fault.get().kind()) {
            case ANSWER -> ApiAnswers.fault(http.response(), fault.get().status(), request);
            case STALL -> {}
            case CUT -> http.connection().close();
            case CLOSE_WATCH -> ApiAnswers.stream(http.response()).end();
            case LATENCY ->
                vertx.setTimer(
                        Math.max(1, fault.get().millis()),
                        t -> guarded(http, () -> {
                            route(vertx, request, http, body);
                        }));
        }
    }

    private static void guarded(HttpServerRequest http, Runnable work) {
        try {
            work.run();
        } catch (ApiError e) {
            ApiAnswers.error(http.response(), e);
        } catch (MalformedJsonException e) {
            ApiAnswers.error(http.response(), ApiError.badRequest(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            ApiAnswers.error(http.response(), new ApiError(500, "InternalError", "Internal error occurred: " + e));
        }
    }

    private void route(Vertx vertx, Request request, HttpServerRequest http, Buffer body) {
        HttpServerResponse response = http.response();
        if (Set.of("/healthz", "/livez", "/readyz").contains(request.path())) {
            response.end("ok");
            return;
        }
        Optional<ObjectNode> document = Discovery.at(request.path());
        if (document.isPresent()) {
            ApiAnswers.json(response, 200, Json.bytes(document.get()));
            return;
        }
        Optional<ApiPath> path = ApiPath.of(request.path());
        if (path.isEmpty()) {
            ApiAnswers.noSuchPath(response);
            return;
        }
        serve(vertx, request, path.get(), http, body);
    }

    private void serve(Vertx vertx, Request request, ApiPath path, HttpServerRequest http, Buffer body) {
        HttpServerResponse response = http.response();
        byte[] bytes = body.getBytes();
        String contentType = http.headers().contains("Content-Type") ? http.getHeader("Content-Type") : "";
        switch (request.verb()) {
            case "get" -> ApiAnswers.json(response, 200, reads.get(path));
            case "list" -> ApiAnswers.json(response, 200, reads.list(path, Query.of(http.params())));
            case "watch" -> watch(vertx, request, path, http);
            case "create" ->
                ApiAnswers.json(response, 201, writes.create(path, bytes).json());
            case "update" ->
                ApiAnswers.json(response, 200, writes.replace(path, bytes).json());
            case "patch" ->
                ApiAnswers.json(
                        response, 200, writes.patch(path, contentType, bytes).json());
            case "delete" -> {
                ObjectNode options = bytes.length == 0 ? Json.object() : Json.parse(bytes);
                ApiAnswers.deleted(response, path, writes.delete(path, options));
            }
            case "deletecollection" -> {
                Query query = Query.of(http.params());
                Buffer list = reads.list(path, query);
                writes.deleteAll(
                        path,
                        Selector.of(path.resource(), path.namespace(), query.labelSelector(), query.fieldSelector()));
                ApiAnswers.json(response, 200, list);
            }
            default ->
                throw new ApiError(
                        405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
        }
    }

    private void watch(Vertx vertx, Request request, ApiPath path, HttpServerRequest http) {
        HttpServerResponse response = http.response();
        if (http.headers().contains("Upgrade")) {
            response.setStatusCode(503).end(); // tells clients that try WebSocket first to take plain HTTP
            return;
        }
        Query query = Query.of(http.params()).checked();
        WatchStream watch = new WatchStream(store, vertx, path, query, response, () -> faults.silences(request));
        try {
            watch.seek(query);
        } catch (ApiError e) {
            boolean silent = faults.staleEventsClose() && path.resource().equals(ApiResource.EVENTS);
            ApiAnswers.stream(response).end(Buffer.buffer(silent ? new byte[0] : e.watchLine()));
            return;
        }
        ApiAnswers.stream(response);
        watches.add(watch);
        watch.open(bookmarkEvery, query.timeoutSeconds(), () -> watches.remove(watch));
    }
}
