package io.github.tektoncourier.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A receiver whose error pages repeat what it was sent, as those of Express, Apache, Spring and Tomcat do. */
final class EchoingReceiver implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Set<String> authorizations = ConcurrentHashMap.newKeySet();

    EchoingReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** {@code 127.0.0.1:port}. */
    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** First segments of the paths that were asked. */
    Set<String> seen() {
        return seen;
    }

    /** What stood in headers {@code Authorization}. */
    Set<String> authorizations() {
        return authorizations;
    }

    /** The path's first segment is the status; 0 never answers. */
    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String raw = exchange.getRequestURI().toString();
        String first = raw.split("[/?]", -1)[1];
        seen.add(first);
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        if (first.equals("0")) {
            return;
        }
        String decoded = URLDecoder.decode(raw, StandardCharsets.UTF_8);
        String html = decoded.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("\"", "&quot;")
                .replace("/", "&#x2F;");
        String page = "<pre>Cannot POST " + html + "</pre> {\"path\":\"" + raw + "\"} The requested URL " + decoded
                + " was not found. " + exchange.getRequestHeaders().get("Authorization") + " "
                + exchange.getRequestHeaders().get("X-Api-Key");
        byte[] body = page.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("X-Echo", raw);
        exchange.sendResponseHeaders(Integer.parseInt(first), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
