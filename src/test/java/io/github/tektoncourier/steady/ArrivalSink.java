package io.github.tektoncourier.steady;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A quick receiver that remembers when each moment came. */
final class ArrivalSink implements AutoCloseable {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final Map<String, Long> arrived = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    ArrivalSink() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/events";
    }

    int count() {
        return count.get();
    }

    /** Nanoseconds by {@code <uid> <type>}. */
    Map<String, Long> arrived() {
        return arrived;
    }

    private void take(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String moment = exchange.getRequestHeaders().getFirst("ce-runuid") + " "
                + exchange.getRequestHeaders().getFirst("ce-type");
        arrived.putIfAbsent(moment, System.nanoTime());
        count.incrementAndGet();
        exchange.sendResponseHeaders(202, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
