package io.github.tektoncourier.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.demo.Arguments;
import io.github.tektoncourier.demo.Json;
import io.github.tektoncourier.demo.LocalServer;
import io.github.tektoncourier.demo.kube.ApiAnswers;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The benchmark's receiver, a program of its own: counts POSTs and distinct {@code ce-id}s of each path, and never answers below {@code /hang}. */
public final class CountingSink implements AutoCloseable {
    private final LocalServer server;
    private final Set<String> ids = new HashSet<>();
    private long count;
    private long bytes;
    private long first;
    private long last;

    private CountingSink(int port) {
        server = LocalServer.start(port, this::take);
    }

    public static CountingSink start(int port) {
        return new CountingSink(port);
    }

    /** {@code --port 0}; prints its address. {@code GET /count} tells, {@code DELETE /count} starts anew. */
    public static void main(String[] args) throws InterruptedException {
        CountingSink sink = start(new Arguments(args, Map.of("port", "0")).number("port"));
        System.out.println(sink.url());
        Thread.currentThread().join();
    }

    public String url() {
        return server.url();
    }

    @Override
    public void close() {
        server.close();
    }

    private void take(HttpServerRequest request) {
        if (request.path().equals("/count")) {
            if (request.method().name().equals("DELETE")) {
                clear();
            }
            ApiAnswers.json(request.response(), 200, Json.bytes(figures()));
            return;
        }
        if (request.path().startsWith("/hang")) {
            return; // the receiver that never answers
        }
        String id = request.getHeader("ce-id");
        request.handler(chunk -> bytes += chunk.length());
        request.endHandler(v -> {
            long now = System.nanoTime();
            first = count == 0 ? now : first;
            last = now;
            count++;
            if (id != null) {
                ids.add(request.path() + id);
            }
            request.response().setStatusCode(202).end();
        });
    }

    private void clear() {
        ids.clear();
        count = 0;
        bytes = 0;
    }

    private ObjectNode figures() {
        return Json.object()
                .put("count", count)
                .put("unique", ids.size())
                .put("bytes", bytes)
                .put("millis", count == 0 ? 0 : (last - first) / 1_000_000);
    }
}
