package io.github.tektoncourier.kamelet.http;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.component.http.CompositeHttpConfigurer;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.socket.ConnectionSocketFactory;
import org.apache.hc.core5.http.config.Registry;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Camel's HTTP component with the bounds of the sink Kamelets for each of its clients, also those that fetch OAuth tokens: a
 * receiver that answers without end fills no memory and holds no lane. What Camel documents as options stays an option.
 */
final class BoundedHttpComponent extends HttpComponent {

    private static final int CONNECT_MILLIS = 5_000;
    private static final int ANSWER_MILLIS = 10_000;

    /** For a file that switches a timeout off: a lane is not held for ever. */
    private static final long LONGEST_MILLIS = 600_000;

    BoundedHttpComponent() {
        setConnectTimeout(CONNECT_MILLIS);
        setSoTimeout(ANSWER_MILLIS);
        setConnectionRequestTimeout(ANSWER_MILLIS);
        setConnectionTimeToLive(Connections.LIFE.toMilliseconds());
        setMaxTotalConnections(Connections.LANES);
        setConnectionsPerRoute(Connections.LANES);
        setAutomaticRetriesDisabled(true); // retry lives in the subscription
        setCookieManagementDisabled(true); // a receiver's cookie would be a header of later requests
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        Endpoint endpoint = super.createEndpoint(uri, remaining, parameters);
        if (endpoint instanceof HttpEndpoint http && !(http.getHttpClientConfigurer() instanceof BoundedConfigurer)) {
            // first, because the client for OAuth tokens is built from what stands there by then
            http.setHttpClientConfigurer(
                    CompositeHttpConfigurer.combineConfigurers(new Bounds(http), http.getHttpClientConfigurer()));
        }
        return endpoint;
    }

    @Override
    @SuppressWarnings("deprecation") // Camel's own signature
    protected HttpClientConnectionManager createConnectionManager(
            Registry<ConnectionSocketFactory> registry, int total, int perRoute, SocketConfig sockets) {
        PoolingHttpClientConnectionManager manager = new PoolingHttpClientConnectionManager(
                registry,
                PoolConcurrencyPolicy.STRICT,
                TimeValue.ofMilliseconds(getConnectionTimeToLive()),
                Connections.bounded());
        manager.setMaxTotal(total > 0 ? total : getMaxTotalConnections());
        manager.setDefaultMaxPerRoute(perRoute > 0 ? perRoute : getConnectionsPerRoute());
        manager.setDefaultSocketConfig(sockets);
        return manager;
    }

    private record Bounds(HttpEndpoint endpoint) implements HttpClientConfigurer {
        @Override
        public void configureHttpClient(HttpClientBuilder client) {
            EnvironmentProxy.addTo(
                    client, endpoint.getCamelContext(), endpoint.getHttpUri(), endpoint.isUseSystemProperties());
            HttpRecorder.addTo(client, endpoint.getCamelContext());
            client.addExecInterceptorLast("short-answer", new ShortAnswer(false))
                    .addExecInterceptorFirst("proxy-refusal", new ProxyRefusal())
                    .addExecInterceptorFirst("deadline", new Deadline(Timeout.ofMilliseconds(attempt())))
                    .setRequestExecutor(new EarlyAnswer());
        }

        private long attempt() {
            long answer = endpoint.getResponseTimeout() > 0 ? endpoint.getResponseTimeout() : endpoint.getSoTimeout();
            return bounded(endpoint.getConnectTimeout()) + bounded(answer);
        }

        private static long bounded(long millis) {
            return millis <= 0 ? LONGEST_MILLIS : Math.min(millis, LONGEST_MILLIS);
        }
    }
}
