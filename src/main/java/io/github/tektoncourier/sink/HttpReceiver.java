package io.github.tektoncourier.sink;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.util.TimeUtils;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Where a sink Kamelet sends over HTTP. Camel only ever learns the {@link #origin()}: path, query and credentials, which
 * for many receivers are the secret, are put into the request at the last moment and so into no log line and no error.
 */
public final class HttpReceiver implements HttpClientConfigurer {

    private static final Timeout CONNECT = Timeout.ofSeconds(5);

    private String url = "";
    private @Nullable String bearerToken;
    private @Nullable String username;
    private @Nullable String password;
    private Timeout responseTimeout = Timeout.ofSeconds(10);

    /** Takes an URL percent-encoded as a whole, too: a Pipe's arrives so on Camel before 4.22. */
    public void setUrl(String url) {
        this.url = decoded(url.strip());
        parse(this.url);
    }

    public void setBearerToken(@Nullable String bearerToken) {
        this.bearerToken = blankToNull(bearerToken);
    }

    public void setUsername(@Nullable String username) {
        this.username = blankToNull(username);
    }

    public void setPassword(@Nullable String password) {
        this.password = blankToNull(password);
    }

    /** How long to wait for the answer, as Camel writes durations: {@code 10s}, {@code 500ms}. */
    public void setResponseTimeout(String timeout) {
        this.responseTimeout = Timeout.ofMilliseconds(TimeUtils.toMilliSeconds(timeout));
    }

    /** Scheme, host and port: all that may be shown. */
    public String origin() {
        URI uri = parse(url);
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        String target = target(parse(url));
        String authorization = authorization();
        client.disableAutomaticRetries() // retry lives in the subscription; this client would repeat 429 and 503 itself
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .setUserAgent("Tekton-Courier")
                .setConnectionManager(Connections.within(CONNECT))
                .setDefaultRequestConfig(timeouts())
                .setRequestExecutor(new EarlyAnswer())
                .addExecInterceptorFirst("short-answer", new ShortAnswer())
                .addExecInterceptorFirst("deadline", new Deadline(attempt()))
                .addRequestInterceptorLast((HttpRequest request, EntityDetails entity, HttpContext context) -> {
                    request.setPath(target);
                    if (authorization != null) {
                        request.setHeader(HttpHeaders.AUTHORIZATION, authorization);
                    }
                });
    }

    /** How long one attempt may take in all. */
    private Timeout attempt() {
        return Timeout.ofMilliseconds(CONNECT.toMilliseconds() + responseTimeout.toMilliseconds());
    }

    /** Camel's own defaults are three minutes each, in which a subscription would stand still. */
    private RequestConfig timeouts() {
        return RequestConfig.custom()
                .setConnectionRequestTimeout(responseTimeout)
                .setResponseTimeout(responseTimeout)
                .build();
    }

    private @Nullable String authorization() {
        if (bearerToken != null && username != null) {
            throw new IllegalArgumentException("Set either bearerToken or username and password, not both");
        }
        if (bearerToken != null) {
            return "Bearer " + bearerToken;
        }
        String userInfo = parse(url).getUserInfo();
        if (username != null) {
            userInfo = username + ":" + (password == null ? "" : password);
        }
        return userInfo == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    private static String target(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    private static String decoded(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        return lower.startsWith("http%3a%2f%2f") || lower.startsWith("https%3a%2f%2f")
                ? URLDecoder.decode(url.replace("+", "%2B"), StandardCharsets.UTF_8)
                : url;
    }

    /** The message never repeats the URL: it may be a secret as a whole. */
    private static URI parse(String url) {
        String rule =
                "The sink's URL must begin with http:// or https:// and name a host, as https://ci.example.com/events";
        try {
            URI uri = new URI(url);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (!http || uri.getHost() == null) {
                throw new IllegalArgumentException(rule + (url.isEmpty() ? "; it is empty" : ""));
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(rule + "; character " + e.getIndex() + " does not belong into an URL");
        }
    }

    private static @Nullable String blankToNull(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }
}
