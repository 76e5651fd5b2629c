package io.github.tektoncourier.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Puts the credentials of the moment on each request; after a 401 they are read anew, and the request goes once more. */
final class Authorization implements Interceptor {

    private static final String HEADER = "Authorization";

    private final ClusterCredentials credentials;

    Authorization(ClusterCredentials credentials) {
        this.credentials = credentials;
    }

    @Override
    public void before(BasicBuilder request, HttpRequest original, RequestTags tags) {
        value().ifPresent(value -> request.setHeader(HEADER, value));
        String uid = credentials.access().impersonatedUid();
        if (uid != null && credentials.access().config().getImpersonateUsername() != null) {
            request.setHeader("Impersonate-Uid", uid);
        }
    }

    @Override
    public CompletableFuture<Boolean> afterFailure(BasicBuilder request, HttpResponse<?> response, RequestTags tags) {
        if (response.code() != HttpURLConnection.HTTP_UNAUTHORIZED) {
            return CompletableFuture.completedFuture(false);
        }
        Optional<String> before = value();
        credentials.refused();
        // A plugin is a process and takes its time, which the thread of the connections does not have.
        return CompletableFuture.supplyAsync(() -> {
            Optional<String> now = value();
            now.ifPresent(value -> request.setHeader(HEADER, value));
            return now.isPresent() && !now.equals(before);
        });
    }

    private Optional<String> value() {
        Config config = credentials.access().config();
        return config.getUsername() != null && config.getPassword() != null
                ? Optional.of(HttpClientUtils.basicCredentials(config.getUsername(), config.getPassword()))
                : credentials.token().map(token -> "Bearer " + token);
    }
}
