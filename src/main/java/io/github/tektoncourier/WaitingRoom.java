package io.github.tektoncourier;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers in the service's place while it is about to start again: it is alive and not ready. Without it whoever asks for
 * its health would end it in the middle of saving a journal, which takes minutes and would begin anew.
 */
final class WaitingRoom implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WaitingRoom.class);
    private static final String ALIVE = "/observe/health/live";

    private final @Nullable HttpServer server;

    private WaitingRoom(@Nullable HttpServer server) {
        this.server = server;
    }

    /** Opens, if the port can be had. */
    static WaitingRoom on(int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
            server.createContext("/", exchange -> {
                boolean alive = exchange.getRequestURI().getPath().equals(ALIVE);
                byte[] words = "{\"status\":\"%s\",\"reason\":\"the journal is opened again\"}"
                        .formatted(alive ? "UP" : "DOWN")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(alive ? 200 : 503, words.length);
                exchange.getResponseBody().write(words);
                exchange.close();
            });
            server.start();
            return new WaitingRoom(server);
        } catch (IOException e) {
            LOG.warn("Nobody answers on port {} until the service has started again: {}", port, e.getMessage());
            return new WaitingRoom(null);
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
    }
}
