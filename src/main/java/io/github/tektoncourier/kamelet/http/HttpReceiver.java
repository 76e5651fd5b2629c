package io.github.tektoncourier.kamelet.http;

import io.github.tektoncourier.egress.EgressTarget;
import io.github.tektoncourier.kamelet.AddressValueException;
import java.net.URI;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.util.TimeUtils;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Where a sink Kamelet sends over HTTP. Camel only ever learns the {@link #origin()}: path, query and credentials, which
 * for many receivers are the secret, are put into the request at the last moment and so into no log line and no error.
 */
public final class HttpReceiver extends HttpAuthentication implements BoundedConfigurer, Processor {

    private static final String NOTHING_BESIDE = "urlFrom takes the address from the event, so neither url nor"
            + " credentials (bearerToken, username, oauth2…, signingSecret, keyStore) can stand beside it: they would go to"
            + " whatever address an event brings. Take them out, or write the address into url";
    private static final Timeout CONNECT = Timeout.ofSeconds(5);

    /** Path and query of the event that this thread is about to send: Camel calls {@link #origin} and sends on one thread. */
    @SuppressWarnings("ThreadLocalUsage") // each sink has its own
    private final ThreadLocal<String> target = new ThreadLocal<>();

    /** The id of that event, which signatures name. */
    @SuppressWarnings("ThreadLocalUsage") // each sink has its own
    private final ThreadLocal<String> eventId = new ThreadLocal<>();

    private String url = "";
    private volatile @Nullable HttpAddress address;
    private @Nullable EgressSource source;
    private @Nullable EgressSource guard;
    private boolean bodyDecides;
    private String responseTimeout = "10s";

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

    /** {@code true} holds {@code url} to the egress rules, too: for a file whose author is not the operator. */
    public void setGuarded(String guarded) {
        guard = guarded.strip().equals("true") ? new EgressSource("") : null;
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

    /** Leaves in the message where it goes, as far as Camel may know it. */
    @Override
    public void process(Exchange exchange) {
        exchange.getMessage().setHeader(Exchange.HTTP_URI, origin(exchange));
    }

    /**
     * Scheme, host and port: all that may be shown. Makes the rest of the address ready for this event.
     *
     * @throws AddressValueException where a variable of the address does not fit, or may not lead where it does
     */
    public String origin(Exchange exchange) {
        eventId.set(SentBody.eventId(exchange));
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
        if (source != null && (identifies() || !url.isBlank())) {
            throw new IllegalArgumentException(NOTHING_BESIDE);
        }
        AuthorizationHeader authorization =
                authorization(source == null ? address().userInfo() : null);
        WebhookSignature signature = signature();
        bound(client, source == null ? address().origin() : EgressSource.ANYWHERE, names(), bodyDecides);
        client.addRequestInterceptorLast((HttpRequest request, EntityDetails entity, HttpContext context) -> {
                    request.setPath(fixed != null ? fixed : Objects.requireNonNull(target.get()));
                    if (signature != null && request instanceof ClassicHttpRequest whole) {
                        signature.sign(request, Objects.requireNonNull(eventId.get()), SentBody.of(whole));
                    }
                })
                .addExecInterceptorAfter("deadline", "authorization", authorization);
        if (source != null) {
            source.addTo(client, getCamelContext());
        } else if (guard != null) {
            EgressTarget unused =
                    guard.guard(getCamelContext()).target(address().origin());
            guard.guardOnly(client, getCamelContext());
        }
        HttpRecorder.addTo(client, getCamelContext());
    }

    /** What every client of a sink has, whatever it asks for. */
    private void bound(HttpClientBuilder client, String origin, DnsResolver names, boolean waitsForBody) {
        EnvironmentProxy.addTo(client, getCamelContext(), URI.create(origin), true);
        client.disableAutomaticRetries() // retry lives in the subscription; this client would repeat 429 and 503 itself
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .setUserAgent("Tekton-Courier")
                .setConnectionManager(Connections.within(CONNECT, names, tls()))
                .setDefaultRequestConfig(timeouts())
                .setRequestExecutor(new EarlyAnswer())
                .addExecInterceptorLast("short-answer", new ShortAnswer(waitsForBody))
                .addExecInterceptorFirst("proxy-refusal", new ProxyRefusal())
                .addExecInterceptorFirst("deadline", new Deadline(attempt()));
    }

    @Override
    CloseableHttpClient tokenClient(HttpAddress authority) {
        HttpClientBuilder client = HttpClientBuilder.create();
        if (guard == null) {
            bound(client, authority.origin(), SystemDefaultDnsResolver.INSTANCE, true);
        } else {
            EgressSource own =
                    new EgressSource(""); // a token is fetched in the middle of a request, which has the other
            bound(client, authority.origin(), own.guard(getCamelContext()), true);
            own.guardOnly(client, getCamelContext());
        }
        return client.build();
    }

    private DnsResolver names() {
        EgressSource held = source == null ? guard : source;
        return held == null ? SystemDefaultDnsResolver.INSTANCE : held.guard(getCamelContext());
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

    private HttpAddress address() {
        HttpAddress parsed = address;
        if (parsed == null) {
            parsed = HttpAddress.parse(url);
            address = parsed;
        }
        return parsed;
    }
}
