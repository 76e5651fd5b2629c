package io.github.tektoncourier.watch.api;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.github.tektoncourier.cluster.BoundedAnswers;
import io.github.tektoncourier.text.LogText;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Requests to the API server whose answers are raw bytes. Uses Fabric8's HTTP client with its credentials, TLS, proxy
 * and token refresh, but without its retries, because the watchers have their own.
 */
public final class ApiServer {
    private static final Duration LIST_PATIENCE = Duration.ofSeconds(65);
    private static final Duration WATCH_PATIENCE = Duration.ofSeconds(15);
    private static final Duration ERROR_PATIENCE = Duration.ofSeconds(5);
    private static final Duration OBJECT_PATIENCE = Duration.ofSeconds(60);
    private static final int LONGEST_ERROR = 64 * 1024;

    private final KubernetesClient client;
    private final HttpClient http;
    private final RequestCounts counts;
    private final RequestPacing pacing = new RequestPacing();
    private final ServedVersions served = new ServedVersions(this);

    public ApiServer(KubernetesClient client) {
        this(client, new RequestCounts());
    }

    /** One whose requests are counted. */
    public ApiServer(KubernetesClient client, RequestCounts counts) {
        this.client = client;
        this.counts = counts;
        RequestConfig ours = client.getConfiguration().getRequestConfig();
        this.http = client.getHttpClient()
                .newBuilder()
                .addOrReplaceInterceptor(BoundedAnswers.NAME, null)
                .tag(new RequestConfigBuilder(ours)
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    public ApiStream list(Resource resource, int limit, String continueToken)
            throws ApiException, InterruptedException {
        String token = continueToken.isEmpty() ? "" : "&continue=" + Resource.encoded(continueToken);
        String path = resource.path() + "?limit=" + limit + token + resource.selection();
        return open(path, LIST_PATIENCE, new ErrorAnswer(resource, "list"));
    }

    public ApiStream watch(Resource resource, String resourceVersion, int seconds)
            throws ApiException, InterruptedException {
        String path = resource.path() + "?watch=true&allowWatchBookmarks=true&resourceVersion="
                + Resource.encoded(resourceVersion) + "&timeoutSeconds=" + seconds + resource.selection();
        return open(path, WATCH_PATIENCE, new ErrorAnswer(resource, "watch"));
    }

    /**
     * Opens a consistent list as ADDED frames with a bookmark behind them, followed by a watch, all in one answer. A
     * server without this feature refuses the request, because it allows {@code resourceVersionMatch} in no watch.
     */
    public ApiStream stream(Resource resource, int seconds) throws ApiException, InterruptedException {
        String path = resource.path() + "?watch=true&allowWatchBookmarks=true&sendInitialEvents=true"
                + "&resourceVersionMatch=NotOlderThan&timeoutSeconds=" + seconds + resource.selection();
        return open(path, LIST_PATIENCE, new ErrorAnswer(resource, "watch"));
    }

    /** Reads one object completely. */
    public byte[] get(String path, ErrorAnswer errorAnswer) throws ApiException, InterruptedException {
        try (ApiStream stream = open(path, WATCH_PATIENCE, errorAnswer);
                LargeObjects.Room room = LargeObjects.ofGet()) {
            return drain(stream, room, LargeObjects.LONGEST, OBJECT_PATIENCE);
        }
    }

    /**
     * The end of a text.
     *
     * @param bytes the last ones
     * @param total how many there were
     */
    public record TextEnd(byte[] bytes, long total) {}

    /**
     * Reads a text of which only the end is kept.
     *
     * @param kept at most so many bytes
     * @param patience for the whole of it
     */
    public TextEnd textEnd(String path, int kept, Duration patience, ErrorAnswer errorAnswer)
            throws ApiException, InterruptedException {
        byte[] end = new byte[0];
        long total = 0;
        try (ApiStream stream = open(path, "application/json, */*", patience, errorAnswer)) {
            for (ByteBuffer chunk = stream.next(0, patience); chunk != null; chunk = stream.next(0, patience)) {
                total += chunk.remaining();
                byte[] both = new byte[end.length + chunk.remaining()];
                System.arraycopy(end, 0, both, 0, end.length);
                chunk.get(both, end.length, chunk.remaining());
                end = both.length <= kept ? both : Arrays.copyOfRange(both, both.length - kept, both.length);
            }
        }
        return new TextEnd(end, total);
    }

    /** Paces watchers whose watches the server closes at once. */
    public RequestPacing pacing() {
        return pacing;
    }

    /** The address, for messages and identities. */
    public String address() {
        return client.getConfiguration().getMasterUrl();
    }

    public String certificateAuthority() {
        String data = client.getConfiguration().getCaCertData();
        String file = client.getConfiguration().getCaCertFile();
        return data != null ? data : file == null ? "" : file;
    }

    private ApiStream open(String path, Duration patience, ErrorAnswer errorAnswer)
            throws ApiException, InterruptedException {
        return open(path, "application/json", patience, errorAnswer);
    }

    private ApiStream open(String path, String accepted, Duration patience, ErrorAnswer errorAnswer)
            throws ApiException, InterruptedException {
        ApiStream stream = new ApiStream();
        HttpRequest request = http.newHttpRequestBuilder()
                .uri(base() + path)
                .header("Accept", accepted)
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .build();
        CompletableFuture<HttpResponse<AsyncBody>> answer = http.consumeBytes(request, stream::arrive);
        HttpResponse<AsyncBody> response = counted(errorAnswer, answer, patience);
        stream.begin(response.body());
        if (response.isSuccessful()) {
            return stream;
        }
        try (stream) {
            Envelope status = status(stream);
            throw explained(errorAnswer, errorAnswer.of(response.code(), status, response.header("Retry-After")));
        }
    }

    private HttpResponse<AsyncBody> counted(
            ErrorAnswer errorAnswer, CompletableFuture<HttpResponse<AsyncBody>> answer, Duration patience)
            throws ApiException, InterruptedException {
        int status = 0;
        try {
            HttpResponse<AsyncBody> response = await(answer, patience);
            status = response.code();
            return response;
        } finally {
            counts.answered(errorAnswer.verb(), status);
        }
    }

    /** Tells a resource that is served in another version from one that is not there. */
    private ApiException explained(ErrorAnswer errorAnswer, ApiException trouble) throws InterruptedException {
        Resource resource = errorAnswer.resource();
        boolean ours = trouble.kind() == ApiException.Kind.ABSENT
                && !resource.apiGroup().isEmpty();
        if (!ours || errorAnswer.verb().equals("get")) {
            return trouble;
        }
        List<String> versions = served.of(resource);
        return versions.isEmpty() ? trouble : errorAnswer.served(versions);
    }

    private HttpResponse<AsyncBody> await(CompletableFuture<HttpResponse<AsyncBody>> answer, Duration patience)
            throws ApiException, InterruptedException {
        try {
            return answer.get(patience.toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ApiException(
                    ApiException.Kind.SLOW,
                    "the API server at " + address() + " did not answer within " + patience.toSeconds() + " s");
        } catch (ExecutionException e) {
            boolean late = String.valueOf(e.getMessage()).contains("timeout period");
            throw new ApiException(
                    late ? ApiException.Kind.SLOW : ApiException.Kind.PASSING,
                    untrusted(e)
                            ? "the API server at " + address() + " shows a certificate that is not trusted ("
                                    + LogText.reason(e)
                                    + "). Was its CA rotated? The CA is read anew from the kubeconfig, or"
                                    + " from the pod's service account, as soon as it is replaced there."
                            : "the API server at " + address() + " cannot be reached (" + LogText.reason(e) + ")");
        } finally {
            if (!answer.isDone()) {
                answer.cancel(true);
            }
        }
    }

    private static boolean untrusted(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < 8 && cause != null; i++) {
            if (cause instanceof CertificateException || cause instanceof CertPathBuilderException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static Envelope status(ApiStream stream) throws InterruptedException {
        try (LargeObjects.Room room = LargeObjects.ofGet()) {
            byte[] body = drain(stream, room, LONGEST_ERROR, ERROR_PATIENCE);
            return Envelope.read(body, 0, body.length);
        } catch (ApiException e) {
            return Envelope.read(new byte[0], 0, 0);
        }
    }

    /** The answer up to its end, or its first bytes where it is longer. */
    private static byte[] drain(ApiStream stream, LargeObjects.Room room, int longest, Duration patience)
            throws ApiException, InterruptedException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (ByteBuffer chunk = stream.next(0, patience);
                chunk != null && whole.size() < longest;
                chunk = stream.next(0, patience)) {
            byte[] bytes = new byte[chunk.remaining()];
            chunk.get(bytes);
            room.forBytes(whole.size() + (long) bytes.length);
            whole.writeBytes(bytes);
        }
        return whole.toByteArray();
    }

    private String base() {
        String address = address();
        return address.endsWith("/") ? address : address + "/";
    }
}
