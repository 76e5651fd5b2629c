package io.github.tektoncourier.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** An HTTP receiver that keeps what it got, and the books of what came twice. */
final class RecordingSink implements AutoCloseable {

    /** One request. */
    record Received(String id, String type, String subject, String sequence, String runUid) {}

    private final HttpServer server;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Map<String, Set<String>> idsOfMoment = new ConcurrentHashMap<>();
    private volatile int answer = 202;

    RecordingSink() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
        server.setExecutor(Executors.newFixedThreadPool(16));
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            int status = answer;
            if (status < 300) {
                var headers = exchange.getRequestHeaders();
                Received event = new Received(
                        headers.getFirst("ce-id"),
                        headers.getFirst("ce-type"),
                        headers.getFirst("ce-subject"),
                        headers.getFirst("ce-sequence"),
                        headers.getFirst("ce-runuid"));
                received.add(event);
                if (!event.type().contains(".unknown.")) {
                    idsOfMoment
                            .computeIfAbsent(event.runUid() + " " + event.type(), k -> ConcurrentHashMap.newKeySet())
                            .add(event.id());
                }
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/events";
    }

    void answer(int status) {
        answer = status;
    }

    List<Received> received() {
        return List.copyOf(received);
    }

    /** {@code <run uid>/<type>} of what was told, each once. */
    Set<String> told() {
        Set<String> told = ConcurrentHashMap.newKeySet();
        received.forEach(event -> told.add(event.runUid() + " " + event.type()));
        return told;
    }

    /** Moments that came under more than one id. */
    List<String> underTwoIds() {
        return idsOfMoment.entrySet().stream()
                .filter(e -> e.getValue().size() > 1)
                .map(e -> e.getKey() + " as " + e.getValue())
                .toList();
    }

    /** Requests whose id had been accepted before. */
    long repeats() {
        return received.size() - received.stream().map(Received::id).distinct().count();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
