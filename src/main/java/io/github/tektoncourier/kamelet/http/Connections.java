package io.github.tektoncourier.kamelet.http;

import io.github.tektoncourier.kamelet.tls.TlsStores;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * One receiver's connections, on which the head of an answer has a bound. Camel's own have none: a receiver whose headers
 * never end filled the memory and so ended the process, for all sinks, and again after each start.
 */
final class Connections {

    /** As much as a whole answer may be in Tomcat or nginx, and on all lanes at once no burden. */
    private static final Http1Config HEAD = Http1Config.custom()
            .setMaxHeaderCount(100)
            .setMaxLineLength(8 * 1024)
            .build();

    /** As many as a subscription can have lanes: none waits for another's connection. */
    static final int LANES = 256;

    /** A receiver that moves to another address is found, however busy the connection to the old one is. */
    static final TimeValue LIFE = TimeValue.ofMinutes(5);

    private Connections() {}

    static HttpConnectionFactory<ManagedHttpClientConnection> bounded() {
        return ManagedHttpClientConnectionFactory.builder()
                .http1Config(HEAD)
                .incomingContentLengthStrategy(LenientLength.INSTANCE)
                .build();
    }

    /**
     * The client that uses them closes them.
     *
     * @throws IllegalArgumentException when a file of keys or certificates is wrong
     */
    static HttpClientConnectionManager within(Timeout connect, DnsResolver names, TlsStores tls) {
        PoolingHttpClientConnectionManagerBuilder connections =
                PoolingHttpClientConnectionManagerBuilder.create().useSystemProperties();
        if (!tls.isEmpty()) {
            connections.setTlsSocketStrategy(new DefaultClientTlsStrategy(tls.context()));
        }
        return connections
                .setDnsResolver(names)
                .setConnectionFactory(bounded())
                .setMaxConnTotal(LANES)
                .setMaxConnPerRoute(LANES)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(connect)
                        .setTimeToLive(LIFE)
                        .build())
                .build();
    }
}
