package io.github.tektoncourier.demo;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A small HTTP/1.1 server on 127.0.0.1 that can cut its connections and go away and come back. */
public final class LocalServer implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setEventLoopPoolSize(1)
            .setUseDaemonThread(true)
            .setFileSystemOptions(
                    new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private final Handler<HttpServerRequest> handler;
    private @Nullable HttpServer server;
    private int port;

    private LocalServer(int port, Handler<HttpServerRequest> handler) {
        this.port = port;
        this.handler = handler;
    }

    /** Listens, on a free port where 0 is given; a taken port is said so. */
    public static LocalServer start(int port, Handler<HttpServerRequest> handler) {
        LocalServer server = new LocalServer(port, handler);
        try {
            server.up();
            return server;
        } catch (IllegalStateException e) {
            server.close();
            throw e;
        }
    }

    /** Listens again, on the same port as before. */
    public synchronized void up() {
        if (server != null) {
            return;
        }
        HttpServer starting = vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setTcpNoDelay(true)
                        .setHttp2ClearTextEnabled(false)
                        .setHandle100ContinueAutomatically(true)
                        .setMaxInitialLineLength(64 * 1024)
                        .setMaxHeaderSize(64 * 1024))
                .connectionHandler(this::connected)
                .requestHandler(handler);
        try {
            server = starting.listen().toCompletionStage().toCompletableFuture().join();
            port = starting.actualPort();
        } catch (CompletionException e) {
            throw new IllegalStateException(
                    "Port " + port + " of 127.0.0.1 cannot be taken: " + e.getCause()
                            + ". Choose another, or 0 for a free one.",
                    e);
        }
    }

    /** Stops listening and cuts every connection, as a server that died. */
    public synchronized void down() {
        if (server != null) {
            HttpServer stopping = server;
            server = null;
            stopping.close().toCompletionStage().toCompletableFuture().join();
        }
        cut();
    }

    /** Cuts every open connection. */
    public void cut() {
        connections.forEach(HttpConnection::close);
    }

    public int port() {
        return port;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public Vertx vertx() {
        return vertx;
    }

    private void connected(HttpConnection connection) {
        connections.add(connection);
        connection.closeHandler(v -> connections.remove(connection));
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
