package io.github.tektoncourier.cluster;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} as kubectl reads them (Go's httpproxy.FromEnvironment). */
final class ProxyVariables {

    private ProxyVariables() {}

    /** The proxy for this address, if the environment names one. */
    static Optional<Proxy> of(Map<String, String> environment, URI server) {
        String name = "https".equalsIgnoreCase(server.getScheme()) ? "HTTPS_PROXY" : "HTTP_PROXY";
        String address = value(environment, name);
        String host = server.getHost() == null ? "" : server.getHost().replaceAll("^\\[|]$", "");
        if (address.isEmpty() || loopback(host) || excepted(value(environment, "NO_PROXY"), host, port(server))) {
            return Optional.empty();
        }
        return Optional.of(Proxy.of("the environment variable " + name, address));
    }

    private static String value(Map<String, String> environment, String name) {
        String upper = environment.getOrDefault(name, "");
        return (upper.isEmpty() ? environment.getOrDefault(name.toLowerCase(Locale.ROOT), "") : upper).strip();
    }

    private static int port(URI server) {
        return server.getPort() >= 0 ? server.getPort() : "https".equalsIgnoreCase(server.getScheme()) ? 443 : 80;
    }

    private static boolean loopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || (literal(host)
                        && address(host).map(InetAddress::isLoopbackAddress).orElse(false));
    }

    private static boolean excepted(String exceptions, String host, int port) {
        for (String entry : exceptions.toLowerCase(Locale.ROOT).split("[,\\s]+", -1)) {
            if (entry.equals("*") || (!entry.isEmpty() && matches(entry, host.toLowerCase(Locale.ROOT), port))) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String entry, String host, int port) {
        if (entry.contains("/")) {
            return literal(host) && within(entry, host);
        }
        int colon = entry.lastIndexOf(':');
        boolean withPort = colon > 0 && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']');
        if (withPort && !entry.substring(colon + 1).equals(Integer.toString(port))) {
            return false;
        }
        String name = (withPort ? entry.substring(0, colon) : entry).replaceAll("^\\[|]$", "");
        if (literal(name)) {
            return literal(host) && address(name).equals(address(host));
        }
        String suffix = name.replaceFirst("^\\*?\\.", "");
        boolean subdomainsOnly = !suffix.equals(name);
        return (!subdomainsOnly && host.equals(suffix)) || host.endsWith("." + suffix);
    }

    private static boolean within(String range, String host) {
        String[] parts = range.split("/", 2);
        Optional<InetAddress> network = literal(parts[0]) ? address(parts[0]) : Optional.empty();
        Optional<InetAddress> one = address(host);
        if (network.isEmpty() || one.isEmpty() || !parts[1].matches("\\d{1,3}")) {
            return false;
        }
        byte[] base = network.get().getAddress();
        byte[] found = one.get().getAddress();
        int free = base.length * 8 - Integer.parseInt(parts[1]);
        return base.length == found.length
                && free >= 0
                && new BigInteger(1, base).shiftRight(free).equals(new BigInteger(1, found).shiftRight(free));
    }

    /** Only these are ever given to the resolver, which asks no network for them. */
    private static boolean literal(String host) {
        return host.contains(":") || host.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    }

    private static Optional<InetAddress> address(String literal) {
        try {
            return Optional.of(InetAddress.getByName(literal));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
