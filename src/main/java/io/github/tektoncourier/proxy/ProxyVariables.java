package io.github.tektoncourier.proxy;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}, in capitals or not, as Go's httpproxy.FromEnvironment reads
 * them, and so kubectl: capitals win, and {@code localhost} and loopback addresses have no proxy.
 */
public final class ProxyVariables {

    private final Map<String, String> environment;
    private final ProxyExceptions exceptions;

    private ProxyVariables(Map<String, String> environment) {
        this.environment = environment;
        this.exceptions = ProxyExceptions.of(value("NO_PROXY"));
    }

    public static ProxyVariables of(Map<String, String> environment) {
        return new ProxyVariables(Map.copyOf(environment));
    }

    /** Whether none is set, so that no address has a proxy. */
    public boolean isEmpty() {
        return value("HTTPS_PROXY").isEmpty() && value("HTTP_PROXY").isEmpty();
    }

    /**
     * The proxy for an address, if there is one.
     *
     * @throws ProxyException when the variable that names it is no address of a proxy
     */
    public Optional<ProxyAddress> proxy(URI server) {
        boolean secure = "https".equalsIgnoreCase(server.getScheme());
        String name = secure ? "HTTPS_PROXY" : "HTTP_PROXY";
        String address = value(name);
        if (address.isEmpty() || direct(host(server), port(server))) {
            return Optional.empty();
        }
        return Optional.of(ProxyAddress.of("The environment variable " + name, address));
    }

    private String value(String name) {
        String upper = environment.getOrDefault(name, "").strip();
        return upper.isEmpty()
                ? environment.getOrDefault(name.toLowerCase(Locale.ROOT), "").strip()
                : upper;
    }

    private boolean direct(String host, int port) {
        @Nullable InetAddress literal = ProxyExceptions.literal(host);
        boolean loopback = host.equalsIgnoreCase("localhost") || (literal != null && literal.isLoopbackAddress());
        return loopback || exceptions.matches(host, port);
    }

    /** Also of what Java takes for no host, such as one with an underscore. */
    private static String host(URI server) {
        String host = server.getHost();
        if (host == null) {
            String authority = server.getRawAuthority() == null ? "" : server.getRawAuthority();
            host = authority.replaceFirst(".*@", "").replaceFirst(":\\d*$", "");
        }
        return host.replaceAll("^\\[|]$", "");
    }

    private static int port(URI server) {
        return server.getPort() >= 0 ? server.getPort() : "https".equalsIgnoreCase(server.getScheme()) ? 443 : 80;
    }
}
