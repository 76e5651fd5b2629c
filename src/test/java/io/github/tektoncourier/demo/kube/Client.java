package io.github.tektoncourier.demo.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.tektoncourier.demo.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Talks plain HTTP to the embedded cluster, so that tests see what is on the wire. */
public final class Client {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String url;

    public Client(String url) {
        this.url = url;
    }

    public record Reply(int status, String body, String contentType) {
        public JsonNode json() {
            try {
                return Json.MAPPER.readTree(body);
            } catch (IOException e) {
                throw new AssertionError(body, e);
            }
        }
    }

    public Reply get(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url + path)).GET());
    }

    public Reply send(String method, String path, String body) throws Exception {
        return send(method, path, body, "application/json");
    }

    public Reply send(String method, String path, String body, String contentType) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", contentType)
                .method(method, BodyPublishers.ofString(body)));
    }

    private static Reply send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
        return new Reply(
                response.statusCode(),
                response.body(),
                response.headers().firstValue("Content-Type").orElse(""));
    }

    /** Reads a watch until {@code count} lines came or the server ended it. */
    public List<JsonNode> watch(String pathAndQuery, int count) throws Exception {
        try (Watch watch = open(pathAndQuery)) {
            return watch.next(count);
        }
    }

    public Watch open(String pathAndQuery) throws Exception {
        String sign = pathAndQuery.contains("?") ? "&" : "?";
        HttpURLConnection connection = (HttpURLConnection)
                URI.create(url + pathAndQuery + sign + "watch=true").toURL().openConnection();
        connection.setReadTimeout(10_000);
        return new Watch(connection);
    }

    /** An open watch whose lines a test reads one by one. */
    public static final class Watch implements AutoCloseable {
        private final HttpURLConnection connection;
        private final BufferedReader lines;

        Watch(HttpURLConnection connection) throws IOException {
            this.connection = connection;
            this.lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
        }

        public List<JsonNode> next(int count) throws IOException {
            List<JsonNode> events = new ArrayList<>();
            while (events.size() < count) {
                String line = lines.readLine();
                if (line == null) {
                    break;
                }
                events.add(Json.MAPPER.readTree(line));
            }
            return events;
        }

        @Override
        public void close() {
            connection.disconnect();
        }
    }
}
