package io.github.tektoncourier.proxy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code NO_PROXY} excepts, as Go's golang.org/x/net/http/httpproxy reads it: a comma list of names (with their
 * subdomains; without the name itself behind a leading dot), addresses, ranges in CIDR form, each but ranges with a port or
 * without, and {@code *} for everything. Blanks separate, too, as for curl.
 */
final class ProxyExceptions {

    private final List<Entry> entries;

    private ProxyExceptions(List<Entry> entries) {
        this.entries = entries;
    }

    static ProxyExceptions of(String variable) {
        return new ProxyExceptions(Stream.of(variable.toLowerCase(Locale.ROOT).split("[,\\s]+", -1))
                .filter(entry -> !entry.isEmpty())
                .map(Entry::of)
                .toList());
    }

    boolean matches(String host, int port) {
        String lower = host.toLowerCase(Locale.ROOT);
        InetAddress address = literal(lower);
        return entries.stream().anyMatch(entry -> entry.matches(lower, address, port));
    }

    /** The address that a host is when it is no name. Nothing else is given to the resolver, so no network is asked. */
    static @Nullable InetAddress literal(String host) {
        if (!host.contains(":") && !host.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
            return null;
        }
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /**
     * One of the list.
     *
     * @param suffix of names, with its dot; empty for addresses
     * @param itself whether the name without the dot is meant, too
     * @param address the one that is excepted, or the first of a range
     * @param bits how many leading bits of the address count
     * @param port -1 for each
     */
    private record Entry(String suffix, boolean itself, @Nullable InetAddress address, int bits, int port) {

        private static final Entry NOTHING = new Entry("", false, null, 0, -1);
        private static final Entry EVERYTHING = new Entry("", true, null, 0, -1);

        static Entry of(String text) {
            if (text.equals("*")) {
                return EVERYTHING;
            }
            if (text.contains("/")) {
                return range(text.split("/", 2)).orElse(NOTHING);
            }
            int colon = text.lastIndexOf(':');
            boolean withPort = colon > 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
            String digits = withPort ? text.substring(colon + 1) : "";
            if (withPort && !digits.matches("\\d{1,5}")) {
                return NOTHING;
            }
            int port = withPort ? Integer.parseInt(digits) : -1;
            String host = (withPort ? text.substring(0, colon) : text).replaceAll("^\\[|]$", "");
            InetAddress address = literal(host);
            if (address != null) {
                return new Entry("", false, address, address.getAddress().length * 8, port);
            }
            String name = host.replaceFirst("^\\*?\\.", "");
            return name.isEmpty() ? NOTHING : new Entry("." + name, name.equals(host), null, 0, port);
        }

        private static Optional<Entry> range(String[] parts) {
            InetAddress first = literal(parts[0]);
            if (first == null || !parts[1].matches("\\d{1,3}")) {
                return Optional.empty();
            }
            int bits = Integer.parseInt(parts[1]);
            return bits > first.getAddress().length * 8
                    ? Optional.empty()
                    : Optional.of(new Entry("", false, first, bits, -1));
        }

        boolean matches(String host, @Nullable InetAddress literal, int wantedPort) {
            if (port >= 0 && port != wantedPort) {
                return false;
            }
            if (address != null) {
                return literal != null && sameRange(address.getAddress(), literal.getAddress());
            }
            if (suffix.isEmpty()) {
                return itself;
            }
            return literal == null && (host.endsWith(suffix) || (itself && host.equals(suffix.substring(1))));
        }

        private boolean sameRange(byte[] base, byte[] found) {
            int free = base.length * 8 - bits;
            return base.length == found.length
                    && new BigInteger(1, base).shiftRight(free).equals(new BigInteger(1, found).shiftRight(free));
        }
    }
}
