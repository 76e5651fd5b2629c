package io.github.tektoncourier.kamelet.http;

import io.github.tektoncourier.egress.EgressTarget;
import io.github.tektoncourier.kamelet.AddressValueException;
import io.github.tektoncourier.kamelet.PipeText;
import io.github.tektoncourier.kamelet.SecretParameters;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.util.TimeUtils;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
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
public final class HttpReceiver implements BoundedConfigurer, CamelContextAware {

    private static final Pattern HEADER = Pattern.compile("[\\t -~]*");
    private static final String NOTHING_BESIDE =
            "urlFrom takes the address from the event, so neither url nor bearerToken"
                    + " nor username and password can stand beside it: they would go to whatever address an event brings. Take them"
                    + " out, or write the address into url";
    private static final Timeout CONNECT = Timeout.ofSeconds(5);

    /** Path and query of the event that this thread is about to send: Camel calls {@link #origin} and sends on one thread. */
    @SuppressWarnings("ThreadLocalUsage") // each sink has its own
    private final ThreadLocal<String> target = new ThreadLocal<>();

    private @Nullable CamelContext camelContext;
    private String url = "";
    private volatile @Nullable HttpAddress address;
    private @Nullable EgressSource source;
    private boolean bodyDecides;
    private @Nullable String bearerToken;
    private @Nullable String username;
    private @Nullable String password;
    private String responseTimeout = "10s";

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(@Nullable CamelContext camelContext) {
        this.camelContext = camelContext;
        SecretParameters.maskIn(camelContext);
    }

    /** May have {@code {name}} in path and query, for the exchange variable of that name. */
    public void setUrl(@Nullable String url) {
        this.url = url == null ? "" : url;
        address = null;
    }

    /** Names the exchange variable that has the whole address of each event's receiver, which the egress rules check. */
    public void setUrlFrom(@Nullable String variable) {
        String name = blankToNull(variable);
        source = name == null ? null : new EgressSource(name.strip());
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

    /** Whether the answer's body says what became of an event, as Slack's does. */
    public void setBodyDecides(boolean bodyDecides) {
        this.bodyDecides = bodyDecides;
    }

    /** How long to wait for the answer, as Camel writes durations: {@code 10s}, {@code 500ms}. Empty is the default. */
    public void setResponseTimeout(String timeout) {
        if (!timeout.isBlank()) {
            this.responseTimeout = timeout;
        }
    }

    /**
     * Scheme, host and port: all that may be shown. Makes the rest of the address ready for this event.
     *
     * @throws AddressValueException where a variable of the address does not fit, or may not lead where it does
     */
    public String origin(Exchange exchange) {
        if (source != null) {
            EgressTarget to = source.target(exchange);
            target.set(to.requestTarget());
            return to.origin();
        }
        HttpAddress to = address();
        if (!to.fixed()) {
            target.set(to.target(exchange));
        }
        return to.origin();
    }

    /**
     * Scheme, host and port.
     *
     * @throws IllegalArgumentException says what is wrong with the address, without the address
     */
    public String origin() {
        return address().origin();
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        String fixed = source == null && address().fixed() ? address().target() : null;
        String authorization = authorization();
        String origin = source == null ? address().origin() : EgressSource.ANYWHERE;
        EnvironmentProxy.addTo(client, camelContext, URI.create(origin), true);
        client.disableAutomaticRetries() // retry lives in the subscription; this client would repeat 429 and 503 itself
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .setUserAgent("Tekton-Courier")
                .setConnectionManager(Connections.within(CONNECT, names()))
                .setDefaultRequestConfig(timeouts())
                .setRequestExecutor(new EarlyAnswer())
                .addExecInterceptorLast("short-answer", new ShortAnswer(bodyDecides))
                .addExecInterceptorFirst("proxy-refusal", new ProxyRefusal())
                .addExecInterceptorFirst("deadline", new Deadline(attempt()))
                .addRequestInterceptorLast((HttpRequest request, EntityDetails entity, HttpContext context) -> {
                    request.setPath(fixed != null ? fixed : Objects.requireNonNull(target.get()));
                    if (authorization != null) {
                        request.setHeader(HttpHeaders.AUTHORIZATION, authorization);
                    }
                });
        if (source != null) {
            source.addTo(client, camelContext);
        }
        HttpRecorder.addTo(client, camelContext);
    }

    private DnsResolver names() {
        return source == null ? SystemDefaultDnsResolver.INSTANCE : source.guard(camelContext);
    }

    /** How long one attempt may take in all. */
    private Timeout attempt() {
        return Timeout.ofMilliseconds(CONNECT.toMilliseconds() + answer().toMilliseconds());
    }

    /** Camel's own defaults are three minutes each, in which a subscription would stand still. */
    private RequestConfig timeouts() {
        return RequestConfig.custom()
                .setConnectionRequestTimeout(answer())
                .setResponseTimeout(answer())
                .build();
    }

    private Timeout answer() {
        return Timeout.ofMilliseconds(TimeUtils.toMilliSeconds(responseTimeout));
    }

    private @Nullable String authorization() {
        if (source != null) {
            if (bearerToken != null || username != null || !url.isBlank()) {
                throw new IllegalArgumentException(NOTHING_BESIDE);
            }
            return null;
        }
        String token = written(bearerToken);
        String user = written(username);
        if (token != null && user != null) {
            throw new IllegalArgumentException("Set either bearerToken or username and password, not both");
        }
        if (token != null) {
            if (!HEADER.matcher(token).matches()) {
                throw new IllegalArgumentException("bearerToken has a control character, or one beyond ASCII. No HTTP"
                        + " header carries such; check whether it is the token alone");
            }
            return "Bearer " + token;
        }
        String userInfo = address().userInfo();
        if (user != null) {
            if (user.contains(":")) {
                throw new IllegalArgumentException("username has a colon, which ends a user's name in HTTP Basic"
                        + " authentication (RFC 7617). What is behind it would be read as the password");
            }
            userInfo = user + ":" + Objects.requireNonNullElse(written(password), "");
        }
        return userInfo == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    private @Nullable String written(@Nullable String value) {
        return value == null ? null : PipeText.of(camelContext, value);
    }

    private HttpAddress address() {
        HttpAddress parsed = address;
        if (parsed == null) {
            parsed = HttpAddress.parse(url);
            address = parsed;
        }
        return parsed;
    }

    private static @Nullable String blankToNull(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }
}
