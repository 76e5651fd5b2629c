package io.github.tektoncourier.kamelet;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.tektoncourier.schema.OnTheWire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real HTTP server that keeps what arrives and answers as told, 204 when told nothing. */
public final class Receiver implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    public record Request(String method, String target, Map<String, List<String>> headers, byte[] body) {
        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(e -> e.getKey().equalsIgnoreCase(name))
                    .map(e -> String.join("|", e.getValue()))
                    .findFirst()
                    .orElse("");
        }
    }

    record Answer(int status, Map<String, String> headers, byte[] body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean events = true;
    private volatile @Nullable ReceiverRules rules;
    final List<String> refusals = new CopyOnWriteArrayList<>();
    private volatile long limit = Long.MAX_VALUE;
    public final List<Request> requests = new CopyOnWriteArrayList<>();

    public Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public String url(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }

    public Receiver answer(int status, Map<String, String> headers, String body) {
        return answer(status, headers, body.getBytes(UTF_8));
    }

    public Receiver answer(int status, Map<String, String> headers, byte[] body) {
        answers.add(new Answer(status, headers, body));
        return this;
    }

    Receiver answer(int status) {
        return answer(status, Map.of(), "");
    }

    /** Answers 413 to larger bodies, without reading them. */
    Receiver limit(long bytes) {
        limit = bytes;
        return this;
    }

    /** Answers as a receiver that people have: what that refuses stands in {@link #refusals}. */
    Receiver like(ReceiverRules which) {
        rules = which;
        return anything();
    }

    /** Takes requests that are no events, too. */
    public Receiver anything() {
        events = false;
        return this;
    }

    /** How many requests were too large. */
    int refused() {
        return refused.get();
    }

    /** The structured events among the requests, in order. */
    List<JsonNode> taken() throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (Request request : requests) {
            events.add(JSON.readTree(request.body()));
        }
        return events;
    }

    private void handle(HttpExchange http) throws IOException {
        try (http) {
            String length = http.getRequestHeaders().getFirst("Content-Length");
            if (length != null && Long.parseLong(length) > limit) {
                refused.incrementAndGet();
                http.sendResponseHeaders(413, -1);
                return;
            }
            Request request = new Request(
                    http.getRequestMethod(),
                    http.getRequestURI().toString(),
                    Map.copyOf(http.getRequestHeaders()),
                    http.getRequestBody().readAllBytes());
            if (events) {
                OnTheWire.madeUp(request.headers(), request.body());
            }
            requests.add(request);
            Answer next = answers.poll();
            Answer answer = next == null ? ruled(request) : next;
            answer.headers().forEach(http.getResponseHeaders()::set);
            byte[] body = answer.body();
            http.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                http.getResponseBody().write(body);
            }
        }
    }

    private Answer ruled(Request request) throws IOException {
        ReceiverRules like = rules;
        String refused = "";
        if (like != null) {
            String text =
                    UTF_8.newDecoder().decode(ByteBuffer.wrap(request.body())).toString(); // or throws
            refused = like.refuse(request, JSON.readTree(text));
        }
        if (refused.isEmpty()) {
            return new Answer(204, Map.of(), new byte[0]);
        }
        refusals.add(refused);
        return new Answer(Integer.parseInt(refused.substring(0, 3)), Map.of(), refused.getBytes(UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
