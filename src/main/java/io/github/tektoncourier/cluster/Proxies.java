package io.github.tektoncourier.cluster;

import io.github.tektoncourier.proxy.ProxyAddress;
import io.github.tektoncourier.proxy.ProxyException;
import io.github.tektoncourier.proxy.ProxyVariables;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The proxy in front of the API server. */
final class Proxies {

    private Proxies() {}

    /**
     * The one that the environment names; null without.
     *
     * @throws KubeconfigException when it cannot be used
     */
    static @Nullable ProxyAddress inFrontOf(String server, Map<String, String> environment) {
        return usable(() -> ProxyVariables.of(environment).proxy(URI.create(server)))
                .orElse(null);
    }

    /**
     * The one of a {@code proxy-url}.
     *
     * @param where what names it, for messages
     * @throws KubeconfigException when it cannot be used
     */
    static ProxyAddress named(String where, String address) {
        return usable(() -> Optional.of(ProxyAddress.of(where, address))).orElseThrow();
    }

    private static Optional<ProxyAddress> usable(Supplier<Optional<ProxyAddress>> reading) {
        try {
            Optional<ProxyAddress> proxy = reading.get();
            proxy.ifPresent(Proxies::check);
            return proxy;
        } catch (ProxyException e) {
            throw new KubeconfigException(String.valueOf(e.getMessage()));
        }
    }

    /** The HTTP client of fabric8 takes the credentials apart at each colon (VertxHttpClientBuilder.build). */
    private static void check(ProxyAddress proxy) {
        String credentials = proxy.credentials();
        if (credentials != null && (credentials.endsWith(":") || credentials.split(":", -1).length != 2)) {
            throw new KubeconfigException(proxy.where()
                    + " needs user and password as user:password@; a password with a colon in it is not supported.");
        }
    }
}
