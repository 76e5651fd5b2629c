package io.github.tektoncourier.offline;

import io.github.tektoncourier.kamelet.http.HttpRecorder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/** Passes a request on to a receiver of the process's own. */
final class PassedOn implements HttpRecorder {

    private static final Set<String> OF_CONNECTION =
            Set.of("connection", "content-length", "transfer-encoding", "host", "expect", "upgrade");

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    @Override
    public ClassicHttpResponse take(String host, ClassicHttpRequest request) {
        try {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            if (request.getEntity() != null) {
                request.getEntity().writeTo(body);
            }
            HttpRequest.Builder passed = HttpRequest.newBuilder(URI.create(host + request.getPath()))
                    .method(request.getMethod(), HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
            for (Header header : request.getHeaders()) {
                if (!OF_CONNECTION.contains(header.getName().toLowerCase(Locale.ROOT))) {
                    passed.header(header.getName(), String.valueOf(header.getValue()));
                }
            }
            HttpResponse<byte[]> answered = client.send(passed.build(), HttpResponse.BodyHandlers.ofByteArray());
            ClassicHttpResponse answer = new BasicClassicHttpResponse(answered.statusCode());
            answer.setEntity(new ByteArrayEntity(
                    answered.body(),
                    ContentType.parse(
                            answered.headers().firstValue("content-type").orElse("text/plain"))));
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
