package io.github.tektoncourier.api.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.text.LogText;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Asks the HTTP API of a service. Follows no redirect, so that the token goes to no other host. */
public final class ApiClient {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LARGEST = 64 << 20;
    private static final int BUSY_TRIES = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI server;
    private final String token;
    private final HttpClient http;

    /**
     * Makes one.
     *
     * @param server scheme, host and port, and a path in front of {@code /api/v1} where a proxy adds one
     * @param trust of {@code https}; absent for what Java trusts
     */
    public ApiClient(URI server, String token, @Nullable SSLContext trust) {
        this.server = server;
        this.token = token;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER);
        this.http = (trust == null ? builder : builder.sslContext(trust)).build();
    }

    /** @throws JournalException when the server does not answer or answers an error */
    JsonNode get(String path, Map<String, String> query) {
        String text = query.entrySet().stream()
                .map(value -> value.getKey() + "=" + URLEncoder.encode(value.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(request(path + (text.isEmpty() ? "" : "?" + text)).build());
    }

    /** @throws JournalException when the server does not answer or answers an error */
    JsonNode post(String path, ObjectNode body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        String base = server.toString().replaceFirst("/+$", "");
        return HttpRequest.newBuilder(URI.create(base + "/api/v1/" + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token);
    }

    private JsonNode send(HttpRequest request) {
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
                byte[] body;
                try (InputStream in = answer.body()) {
                    body = in.readNBytes(LARGEST);
                }
                if (answer.statusCode() != 429 || attempt == BUSY_TRIES) {
                    return read(answer.statusCode(), body);
                }
                Thread.sleep(1_000); // what the server asks for
            } catch (SSLException e) {
                throw new JournalException(
                        server + ": " + LogText.reason(e) + ". Does --ca-file name the CA of its certificate?", e);
            } catch (ConnectException | HttpConnectTimeoutException e) {
                throw new JournalException(
                        server + " does not answer: " + LogText.reason(e) + ". Is --server right?", e);
            } catch (IOException e) {
                throw new JournalException(
                        server + " gave no whole answer: " + LogText.reason(e)
                                + (request.method().equals("POST")
                                        ? ". What was asked may have begun; courier status tells what goes again."
                                        : ". Is --server right?"),
                        e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new JournalException("Interrupted while waiting for " + server, e);
            }
        }
    }

    private JsonNode read(int status, byte[] body) {
        JsonNode answer;
        try {
            answer = JSON.readTree(new String(body, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            answer = JSON.getNodeFactory().nullNode();
        }
        if (status / 100 == 2 && answer.isObject()) {
            return answer;
        }
        String error = LogText.line(answer.path("error").asText(), 500);
        throw new JournalException(server + " answers "
                + (status / 100 == 2 ? "no JSON. Is it a courier's courier.port?" : "HTTP " + status)
                + (error.isEmpty()
                        ? (status == 404 ? ". Is it a courier of this command's version?" : "")
                        : ": " + error));
    }
}
