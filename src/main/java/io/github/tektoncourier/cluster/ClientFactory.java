package io.github.tektoncourier.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import io.fabric8.kubernetes.client.utils.TokenRefreshInterceptor;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientBuilder;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.github.tektoncourier.proxy.ProxyAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Makes HTTP clients whose connections follow the {@link ClusterCredentials}, wherever in the program they are used. */
final class ClientFactory extends VertxHttpClientFactory {

    private final ClusterCredentials credentials;

    ClientFactory(ClusterCredentials credentials) {
        this.credentials = credentials;
    }

    @Override
    public HttpClient.Builder newBuilder(Config config) {
        Access access = credentials.access();
        Builder builder = new Builder(this, access.serverName());
        HttpClientUtils.applyCommonConfiguration(config, builder, this);
        builder.sslContext(
                new KeyManager[] {new LiveKeys(credentials)}, new TrustManager[] {new LiveTrust(credentials)});
        builder.addOrReplaceInterceptor(BoundedAnswers.NAME, new BoundedAnswers());
        ProxyAddress proxy = access.proxy();
        if (proxy != null) {
            builder.proxyType(HttpClient.ProxyType.valueOf(proxy.type().name()));
            builder.proxyAddress(proxy.address());
            if (proxy.credentials() != null) {
                builder.proxyAuthorization(basic(proxy.credentials()));
            }
        }
        if (!access.openId()) {
            builder.addOrReplaceInterceptor(TokenRefreshInterceptor.NAME, new Authorization(credentials));
        }
        return builder;
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    private static final class Builder extends VertxHttpClientBuilder<VertxHttpClientFactory> {
        private final @Nullable String serverName;

        Builder(VertxHttpClientFactory factory, @Nullable String serverName) {
            super(factory, null);
            this.serverName = serverName;
        }

        @Override
        public VertxHttpClientBuilder<VertxHttpClientFactory> sslContext(KeyManager[] keys, TrustManager[] trust) {
            super.sslContext(keys, trust);
            if (serverName != null) {
                sslContext = EngineContext.named(sslContext, serverName);
            }
            if (ChaChaFirstEngine.pays()) {
                sslContext = EngineContext.chaChaFirst(sslContext);
            }
            return this;
        }
    }
}
