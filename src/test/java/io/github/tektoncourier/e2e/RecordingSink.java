package io.github.tektoncourier.e2e;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.github.tektoncourier.schema.OnTheWire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An HTTP receiver that keeps what it got, and the books of what came twice. */
final class RecordingSink implements AutoCloseable {

    /**
     * One accepted request.
     *
     * @param replay whether it was sent again on purpose
     */
    record Received(
            String id, String source, String type, String sequence, String runUid, boolean replay, String data) {

        String moment() {
            return runUid + " " + type;
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(16);
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile int answer = 202;

    /** On a free port. */
    RecordingSink() {
        this(0);
    }

    RecordingSink(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            int status = answer;
            if (status < 300) {
                OnTheWire.delivered(exchange.getRequestHeaders(), body);
                received.add(received(exchange.getRequestHeaders(), body));
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    private static Received received(Headers headers, byte[] body) {
        return new Received(
                header(headers, "ce-id"),
                header(headers, "ce-source"),
                header(headers, "ce-type"),
                header(headers, "ce-sequence"),
                header(headers, "ce-runuid"),
                "true".equals(headers.getFirst("ce-replay")),
                new String(body, StandardCharsets.UTF_8));
    }

    private static String header(Headers headers, String name) {
        @Nullable String value = headers.getFirst(name);
        return value == null ? "" : value;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/events";
    }

    /** The status of every answer from now on; what it does not accept it does not keep. */
    void answer(int status) {
        answer = status;
    }

    List<Received> received() {
        return List.copyOf(received);
    }

    /** {@code <run uid> <type>} of what was told, each once. */
    Set<String> told() {
        return received.stream().map(Received::moment).collect(Collectors.toSet());
    }

    /** What of this was not told yet. */
    List<String> missing(Collection<String> expected) {
        Set<String> told = told();
        return expected.stream()
                .filter(moment -> !told.contains(moment))
                .sorted()
                .toList();
    }

    /** Types told of a run, in order of arrival, each once. */
    List<String> typesOf(String uid) {
        return received.stream()
                .filter(event -> event.runUid().equals(uid))
                .map(Received::type)
                .distinct()
                .toList();
    }

    /** Moments that came under more than one id; {@code unknown} may happen several times to one run. */
    List<String> underTwoIds() {
        Map<String, Set<String>> ids = new TreeMap<>();
        received.stream().filter(event -> !event.type().contains(".unknown.")).forEach(event -> ids.computeIfAbsent(
                        event.moment(), k -> new HashSet<>())
                .add(event.id()));
        return ids.entrySet().stream()
                .filter(e -> e.getValue().size() > 1)
                .map(e -> e.getKey() + " as " + e.getValue())
                .toList();
    }

    /** Ids whose repeats differ from what came first. */
    List<String> changedRepeats() {
        Map<String, Received> first = new HashMap<>();
        return received.stream()
                .filter(event -> {
                    Received before = first.putIfAbsent(event.id(), event);
                    return before != null
                            && !(before.source().equals(event.source())
                                    && before.data().equals(event.data()));
                })
                .map(Received::id)
                .toList();
    }

    /** Events that came, for the first time, behind a later one of the same run. */
    List<String> outOfOrder() {
        Set<String> seen = new HashSet<>();
        Map<String, String> latest = new HashMap<>();
        return received.stream()
                .filter(event -> !event.replay() && seen.add(event.id()))
                .filter(event -> {
                    String before = latest.put(event.runUid(), event.sequence());
                    return before != null && before.compareTo(event.sequence()) >= 0;
                })
                .map(Received::id)
                .toList();
    }

    /** Requests whose id had been accepted before. */
    long repeats() {
        return received.size() - received.stream().map(Received::id).distinct().count();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
