package io.github.tektoncourier.kamelet.http;

import io.github.tektoncourier.proxy.ProxyAddress;
import io.github.tektoncourier.proxy.ProxyException;
import io.github.tektoncourier.proxy.ProxyVariables;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.hc.client5.http.auth.AuthExchange;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;

/**
 * Sends a client's requests through the proxy that the environment names for their targets. A proxy that is set on the
 * client itself, or by Java's own system properties, wins.
 */
final class EnvironmentProxy extends ProxySelector {

    private final ProxyVariables variables;
    private final @Nullable ProxySelector first;

    /** Credentials by the proxy that they are for; filled where a proxy is chosen. */
    private final Map<HttpHost, UsernamePasswordCredentials> credentials = new ConcurrentHashMap<>();

    private EnvironmentProxy(ProxyVariables variables, @Nullable ProxySelector first) {
        this.variables = variables;
        this.first = first;
    }

    /**
     * Adds it to a client, where the environment names a proxy at all.
     *
     * @param context in whose registry the variables may be bound; else the process's count
     * @param target where most requests of the client go
     * @param byProperties whether Java's system properties are looked at
     * @throws ProxyException when the target has a proxy that cannot be used
     */
    static void addTo(HttpClientBuilder client, @Nullable CamelContext context, URI target, boolean byProperties) {
        ProxyVariables variables = variables(context);
        if (variables.isEmpty()) {
            return;
        }
        EnvironmentProxy proxy = new EnvironmentProxy(variables, byProperties ? ProxySelector.getDefault() : null);
        List<java.net.Proxy> unused = proxy.select(target);
        client.setProxySelector(proxy).addExecInterceptorFirst("environment-proxy", proxy::send);
    }

    private static ProxyVariables variables(@Nullable CamelContext context) {
        ProxyVariables bound = context == null ? null : context.getRegistry().findSingleByType(ProxyVariables.class);
        return bound == null ? ProxyVariables.of(System.getenv()) : bound;
    }

    @Override
    public List<java.net.Proxy> select(URI target) {
        List<java.net.Proxy> before = first == null ? List.of() : first.select(target);
        if (before.stream().anyMatch(one -> one.type() == java.net.Proxy.Type.HTTP)) {
            return before;
        }
        return List.of(variables.proxy(target).map(this::http).orElse(java.net.Proxy.NO_PROXY));
    }

    private java.net.Proxy http(ProxyAddress proxy) {
        if (proxy.type() != ProxyAddress.Type.HTTP) {
            throw new IllegalArgumentException(proxy.where()
                    + " names a SOCKS proxy, through which receivers are not reached. Name an http:// proxy, or except"
                    + " the receiver's host by NO_PROXY.");
        }
        String both = proxy.credentials();
        if (both != null) {
            int colon = both.indexOf(':');
            credentials.put(
                    new HttpHost(proxy.host(), proxy.port()),
                    new UsernamePasswordCredentials(
                            both.substring(0, colon), both.substring(colon + 1).toCharArray()));
        }
        return new java.net.Proxy(java.net.Proxy.Type.HTTP, proxy.address());
    }

    @Override
    public void connectFailed(URI target, SocketAddress proxy, IOException failure) {
        // there is no other one to choose
    }

    /** Credentials go with the first request, as Go sends them: not every proxy asks. */
    private ClassicHttpResponse send(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        HttpHost proxy = scope.route.getProxyHost();
        HttpClientContext context = scope.clientContext;
        UsernamePasswordCredentials known = proxy == null ? null : credentials.get(proxy);
        if (proxy != null && known != null && !configured(context, proxy)) {
            BasicScheme basic = new BasicScheme();
            basic.initPreemptive(known);
            AuthExchange exchange = new AuthExchange();
            exchange.select(basic);
            context.setAuthExchange(proxy, exchange);
        }
        return chain.proceed(request, scope);
    }

    private static boolean configured(HttpClientContext context, HttpHost proxy) {
        return context.getCredentialsProvider() != null
                && context.getCredentialsProvider().getCredentials(new AuthScope(proxy), context) != null;
    }
}
