package io.github.tektoncourier.demo.kube;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.demo.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The paths beginning with {@code /_}, by which another process tells the embedded cluster what to do: {@code POST
 * /_faults}, {@code DELETE /_faults}, {@code GET /_faults}, {@code GET /_requests}, {@code POST /_compact}.
 */
final class Control {
    private final Map<String, Function<ObjectNode, ObjectNode>> commands = new ConcurrentHashMap<>();

    boolean takes(String path) {
        return path.startsWith("/_");
    }

    /** Adds a command, such as {@code POST /_compact}; it gets the body and gives the answer. */
    void on(String methodAndPath, Function<ObjectNode, ObjectNode> command) {
        commands.put(methodAndPath, command);
    }

    /** Adds the commands every embedded cluster knows. */
    void serve(EmbeddedCluster cluster) {
        Faults faults = cluster.faults();
        on("GET /_faults", body -> faults(faults));
        on("POST /_faults", body -> fault(cluster, body));
        on("DELETE /_faults", body -> {
            faults.staleEventsClose(false);
            faults.lift();
            return faults(faults);
        });
        on("POST /_compact", body -> {
            cluster.compact();
            return Json.object().put("revision", cluster.revision());
        });
        on("GET /_requests", body -> requests(cluster.requests()).put("openWatches", cluster.openWatches()));
        on("DELETE /_requests", body -> {
            cluster.requests().clear();
            return Json.object();
        });
    }

    private static ObjectNode fault(EmbeddedCluster cluster, ObjectNode body) {
        switch (Json.text(body, "fault")) {
            case "drop" -> later(5, cluster::dropConnections);
            case "expire" -> cluster.expireWatches();
            case "down" ->
                later(5, () -> {
                    cluster.down();
                    later(body.path("millis").asLong(1000), cluster::up);
                });
            case "stale_events_close" -> cluster.faults().staleEventsClose(true);
            default -> cluster.faults().add(fault(body));
        }
        return faults(cluster.faults());
    }

    /** Off the server's own thread, so that the answer gets out before the connection is cut. */
    private static void later(long millis, Runnable work) {
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(work);
    }

    void answer(HttpServerRequest request, Buffer body) {
        Function<ObjectNode, ObjectNode> command = commands.get(request.method().name() + " " + request.path());
        if (command == null) {
            throw new ApiError(
                    404,
                    "NotFound",
                    "There is no " + request.method() + " " + request.path() + "; there are "
                            + String.join(
                                    ", ", commands.keySet().stream().sorted().toList()));
        }
        ObjectNode argument = body.length() == 0 ? Json.object() : Json.parse(body.getBytes());
        ApiAnswers.json(request.response(), 200, Json.bytes(command.apply(argument)));
    }

    /** Reads a fault, such as {@code {"fault":"answer","status":403,"path":"/apis/tekton.dev","times":3}}. */
    private static Fault fault(ObjectNode json) {
        String name = Json.text(json, "fault").toUpperCase(Locale.ROOT);
        try {
            return new Fault(
                    Fault.Kind.valueOf(name),
                    Json.text(json, "path"),
                    Json.text(json, "verb"),
                    json.path("status").asInt(500),
                    json.path("millis").asLong(0),
                    json.path("times").asInt(0));
        } catch (IllegalArgumentException e) {
            throw ApiError.badRequest("fault: \"" + name
                    + "\" is none of answer, stall, close_watch, cut, latency, drop, expire, down, stale_events_close");
        }
    }

    private static ObjectNode faults(Faults faults) {
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("faults");
        faults.planned().forEach(f -> list.addPOJO(f));
        return answer;
    }

    private static ObjectNode requests(RequestLog log) {
        ObjectNode answer = Json.object();
        ObjectNode counts = answer.putObject("counts");
        log.counts().forEach(counts::put);
        ArrayNode latest = answer.putArray("latest");
        log.latest().forEach(r -> latest.addObject()
                .put("at", r.at().toString())
                .put("verb", r.verb())
                .put("path", r.path())
                .put("query", r.query()));
        return answer;
    }
}
