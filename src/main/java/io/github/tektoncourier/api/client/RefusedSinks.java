package io.github.tektoncourier.api.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tektoncourier.ops.HealthPages;
import io.github.tektoncourier.ops.SinkReadiness;
import io.github.tektoncourier.text.LogText;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Which sink files a running courier refuses: what only its process knows, asked on its port. */
public final class RefusedSinks {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int LONGEST = 20_000;
    private static final int MOST_BYTES = 1 << 20;

    private RefusedSinks() {}

    /** In its words, as a line; empty where it refuses none, or no courier answers there. */
    public static String on(InetSocketAddress address) {
        if (address.getPort() == 0) {
            return "";
        }
        String host = address.getAddress().isAnyLocalAddress() ? "localhost" : address.getHostString();
        URI uri = URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort()
                + HealthPages.READY);
        String told = told(uri);
        return told.isEmpty() ? "" : "The courier on port " + address.getPort() + ": " + told + "\n";
    }

    private static String told(URI uri) {
        try {
            HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
            HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
            try (InputStream answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream())
                    .body()) {
                return message(new ObjectMapper().readTree(answer.readNBytes(MOST_BYTES)));
            }
        } catch (IOException e) {
            return ""; // no courier runs there
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static String message(JsonNode answer) {
        for (JsonNode check : answer.path("checks")) {
            if (check.path("name").asText().equals(SinkReadiness.ID)) {
                return LogText.line(check.path("message").asText(), LONGEST);
            }
        }
        return "";
    }
}
