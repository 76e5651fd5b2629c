package io.github.tektoncourier.cluster;

import io.fabric8.kubernetes.client.http.HttpClient;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP or SOCKS5 proxy in front of the API server.
 *
 * @param credentials {@code user:password}; a secret
 */
record Proxy(HttpClient.ProxyType type, String host, int port, @Nullable String credentials) {

    /**
     * Reads a proxy's address.
     *
     * @param where what names it, for the message
     * @throws KubeconfigException when there is no such proxy; the message repeats nothing of the address but its scheme
     */
    static Proxy of(String where, String address) {
        URI uri;
        try {
            uri = new URI(address.contains("://") ? address : "http://" + address);
        } catch (URISyntaxException e) {
            throw new KubeconfigException(where + " is no URL. Write it like http://proxy.example.com:3128.");
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (uri.getHost() == null) {
            throw new KubeconfigException(where + " names no host. Write it like http://proxy.example.com:3128.");
        }
        return switch (scheme) {
            case "http" -> proxy(HttpClient.ProxyType.HTTP, 80, where, uri);
            case "socks5", "socks5h" -> proxy(HttpClient.ProxyType.SOCKS5, 1080, where, uri);
            default ->
                throw new KubeconfigException(where + " has the scheme " + scheme
                        + "://, which is not supported. Use an http:// or socks5:// proxy.");
        };
    }

    private static Proxy proxy(HttpClient.ProxyType type, int usualPort, String where, URI uri) {
        String credentials = uri.getUserInfo();
        if (credentials != null && credentials.split(":", -1).length != 2) {
            throw new KubeconfigException(where
                    + " needs user and password as user:password@; a password with a colon in it is not supported.");
        }
        String host = uri.getHost().replaceAll("^\\[|]$", "");
        return new Proxy(type, host, uri.getPort() < 0 ? usualPort : uri.getPort(), credentials);
    }

    InetSocketAddress address() {
        return InetSocketAddress.createUnresolved(host, port);
    }

    @Override
    public String toString() {
        return type + " proxy " + host + ":" + port;
    }
}
