package io.github.tektoncourier.demo;

import com.fasterxml.jackson.databind.JsonNode;
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
final class Client {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String url;

    Client(String url) {
        this.url = url;
    }

    record Reply(int status, String body, String contentType) {
        JsonNode json() {
            try {
                return Json.MAPPER.readTree(body);
            } catch (IOException e) {
                throw new AssertionError(body, e);
            }
        }
    }

    Reply get(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url + path)).GET());
    }

    Reply send(String method, String path, String body) throws Exception {
        return send(method, path, body, "application/json");
    }

    Reply send(String method, String path, String body, String contentType) throws Exception {
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
    List<JsonNode> watch(String pathAndQuery, int count) throws Exception {
        try (Watch watch = open(pathAndQuery)) {
            return watch.next(count);
        }
    }

    Watch open(String pathAndQuery) throws Exception {
        String sign = pathAndQuery.contains("?") ? "&" : "?";
        HttpURLConnection connection = (HttpURLConnection)
                URI.create(url + pathAndQuery + sign + "watch=true").toURL().openConnection();
        connection.setReadTimeout(10_000);
        return new Watch(connection);
    }

    /** An open watch whose lines a test reads one by one. */
    static final class Watch implements AutoCloseable {
        private final HttpURLConnection connection;
        private final BufferedReader lines;

        Watch(HttpURLConnection connection) throws IOException {
            this.connection = connection;
            this.lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
        }

        List<JsonNode> next(int count) throws IOException {
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
