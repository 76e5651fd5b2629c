package io.github.tektoncourier.watch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A tiny API server that answers each list and watch as the test says, and remembers what it was asked. */
public final class ScriptedApi implements AutoCloseable {

    /** How a server refuses that does not have the feature, or has it turned off. */
    private static final Answer NO_STREAMS = status(
            422,
            "Invalid",
            "ListOptions.meta.k8s.io is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch"
                    + " unless the WatchList feature gate is enabled");

    private static final Answer NO_DELETION = frames(
            "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"" + Long.MAX_VALUE + "\"}}}");

    /** What happens to one request. */
    public interface Answer {
        void to(HttpExchange exchange, ScriptedApi api) throws Exception;
    }

    public record Request(boolean watch, String resource, String path, String query, Instant at) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Queue<Answer>> scripts = new ConcurrentHashMap<>();
    private final Map<String, Answer> standing = new ConcurrentHashMap<>();
    private final Map<String, Answer> named = new ConcurrentHashMap<>();
    private final Map<String, Answer> histories = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    final List<Request> requests = new CopyOnWriteArrayList<>();
    final List<Request> streams = new CopyOnWriteArrayList<>();
    final List<Request> askedHistories = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    private volatile String current = Long.toString(Long.MAX_VALUE);

    public ScriptedApi() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** Answers the next lists of a resource, one after the other; then empty lists. */
    public ScriptedApi lists(String resource, Answer... answers) {
        return script("list " + resource, answers);
    }

    /** Answers the next watches of a resource, one after the other; then watches that stay open and quiet. */
    public ScriptedApi watches(String resource, Answer... answers) {
        return script("watch " + resource, answers);
    }

    /** Answers the next streamed lists of a resource; then they are refused. */
    ScriptedApi streams(String resource, Answer... answers) {
        return script("stream " + resource, answers);
    }

    /** How far this server's store is. */
    ScriptedApi isAt(String resourceVersion) {
        current = resourceVersion;
        return this;
    }

    /** Answers each list of one object by its name; others of such lists are empty. */
    ScriptedApi named(String name, Answer answer) {
        named.put(name, answer);
        return this;
    }

    /** Answers watches of one object by its name; in others nothing was deleted up to any version. */
    ScriptedApi history(String name, Answer answer) {
        histories.put(name, answer);
        return this;
    }

    /** What happens once the script is at its end. */
    ScriptedApi always(String verbAndResource, Answer answer) {
        standing.put(verbAndResource, answer);
        return this;
    }

    private ScriptedApi script(String key, Answer... answers) {
        scripts.computeIfAbsent(key, any -> new ConcurrentLinkedQueue<>()).addAll(List.of(answers));
        return this;
    }

    List<Request> asked(boolean watch, String resource) {
        return requests.stream()
                .filter(r -> r.watch() == watch && r.resource().equals(resource))
                .toList();
    }

    int openWatches() {
        return open.get();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl(url())
                        .build())
                .build();
    }

    private void handle(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        String raw = exchange.getRequestURI().getRawQuery();
        String query = raw == null ? "" : URLDecoder.decode(raw, StandardCharsets.UTF_8);
        String resource = path.substring(path.lastIndexOf('/') + 1);
        boolean watch = query.contains("watch=true");
        if (query.matches("limit=1(&.*)?")) {
            // Where the server is; but for what names an object, no script is about that.
            String name = query.replaceAll(".*metadata\\.name=", "");
            answer(exchange, named.getOrDefault(name, list(current)));
            return;
        }
        if (watch && query.contains("metadata.name=")) {
            askedHistories.add(new Request(true, resource, path, query, Instant.now()));
            answer(exchange, histories.getOrDefault(query.replaceAll(".*metadata\\.name=", ""), NO_DELETION));
            return;
        }
        boolean stream = query.contains("sendInitialEvents=true");
        (stream ? streams : requests).add(new Request(watch, resource, path, query, Instant.now()));
        String key = (stream ? "stream " : watch ? "watch " : "list ") + resource;
        Queue<Answer> script = scripts.get(key);
        Answer answer = script == null ? null : script.poll();
        if (answer == null) {
            answer = standing.getOrDefault(key, stream ? NO_STREAMS : watch ? hold() : list("1"));
        }
        answer(exchange, answer);
    }

    private void answer(HttpExchange exchange, Answer answer) {
        try {
            answer.to(exchange, this);
        } catch (Exception e) {
            // the client went away, or the test wants the connection dropped
        } finally {
            exchange.close();
        }
    }

    /** A page of a list. */
    public static Answer list(String resourceVersion, String... items) {
        return page(resourceVersion, "", items);
    }

    public static Answer page(String resourceVersion, String continueToken, String... items) {
        return (exchange, api) -> send(
                exchange,
                200,
                "{\"kind\":\"TaskRunList\",\"apiVersion\":\"tekton.dev/v1\",\"metadata\":{\"continue\":\""
                        + continueToken
                        + "\",\"resourceVersion\":\"" + resourceVersion + "\"},\"items\":[" + String.join(",", items)
                        + "]}\n");
    }

    public static Answer status(int code, String reason, String message) {
        return (exchange, api) -> send(exchange, code, failure(code, reason, message));
    }

    /** The answer to a GET of an object that does not exist. */
    public static Answer noObject(String name) {
        return (exchange, api) -> send(
                exchange,
                404,
                "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\"taskruns.tekton.dev"
                        + " \\\""
                        + name + "\\\" not found\",\"reason\":\"NotFound\",\"details\":{\"name\":\"" + name
                        + "\",\"group\":\"tekton.dev\",\"kind\":\"taskruns\"},\"code\":404}\n");
    }

    public static Answer object(String json) {
        return (exchange, api) -> send(exchange, 200, json);
    }

    public static Answer statusRetryAfter(int code, String seconds) {
        return (exchange, api) -> {
            exchange.getResponseHeaders().add("Retry-After", seconds);
            send(exchange, code, failure(code, "TooManyRequests", "slow down"));
        };
    }

    public static String failure(int code, String reason, String message) {
        return "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\""
                + message + "\",\"reason\":\"" + reason + "\",\"code\":" + code + "}\n";
    }

    /** Frames, then the server ends the watch. */
    public static Answer frames(String... frames) {
        return (exchange, api) -> {
            OutputStream out = begin(exchange);
            write(out, frames);
        };
    }

    /** Frames, then the watch stays open. */
    public static Answer framesAndHold(String... frames) {
        return (exchange, api) -> {
            OutputStream out = begin(exchange);
            write(out, frames);
            api.stay(out);
        };
    }

    public static Answer hold() {
        return framesAndHold();
    }

    /** Frames, then not another byte, though the connection stays open. */
    public static Answer framesAndSilence(String... frames) {
        return (exchange, api) -> {
            write(begin(exchange), frames);
            while (!api.closed) {
                Thread.sleep(20);
            }
        };
    }

    /** Frames, then a blank line, and then one that never ends, a byte at a time. */
    public static Answer framesAndDrip(String... frames) {
        return (exchange, api) -> {
            OutputStream out = begin(exchange);
            write(out, frames);
            out.write('\n');
            while (!api.closed) {
                out.write('{');
                out.flush();
                Thread.sleep(50);
            }
        };
    }

    /** Part of an answer, then a broken connection. */
    public static Answer drop(String beginning) {
        return (exchange, api) -> {
            exchange.sendResponseHeaders(200, 1_000_000);
            exchange.getResponseBody().write(beginning.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            Thread.sleep(200); // for the client to have read it
            throw new IOException("dropped");
        };
    }

    public static OutputStream begin(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.flush();
        return out;
    }

    public static void write(OutputStream out, String... frames) throws IOException {
        for (String frame : frames) {
            out.write((frame + "\n").getBytes(StandardCharsets.UTF_8));
        }
        out.flush();
    }

    /** Blank lines show that the client is still there. */
    public void stay(OutputStream out) throws Exception {
        open.incrementAndGet();
        try {
            while (!closed) {
                Thread.sleep(20);
                out.write('\n');
                out.flush();
            }
        } finally {
            open.decrementAndGet();
        }
    }

    private static void send(HttpExchange exchange, int code, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closed = true;
        server.stop(0);
        threads.shutdownNow();
    }
}
