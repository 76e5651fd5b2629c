package io.github.tektoncourier.egress;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One entry of an allow or deny list: a host name, {@code *.example.com} for the names below it, an address or a CIDR
 * range; a name or an address can have a port.
 *
 * @param name in lower case, with its leading dot where the names below it are meant; empty for addresses
 * @param block null for names
 * @param port -1 for each
 */
record EgressEntry(String name, @Nullable AddressBlock block, int port) {

    /**
     * Reads an entry.
     *
     * @throws IllegalArgumentException says what is wrong, beginning with a verb
     */
    static EgressEntry parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int colon = lower.lastIndexOf(':');
        boolean withPort = colon > 0
                && lower.indexOf('/', colon) < 0
                && (lower.indexOf(':') == colon || lower.charAt(colon - 1) == ']');
        String host = (withPort ? lower.substring(0, colon) : lower).replaceAll("^\\[|]$", "");
        AddressBlock block = AddressBlock.parse(host);
        if (block != null) {
            if (block.bits() == 0) {
                throw new IllegalArgumentException("is every address there is. Name the ranges that are meant");
            }
            return new EgressEntry("", block, withPort ? port(lower.substring(colon + 1)) : -1);
        }
        String name = host.replaceFirst("^\\*\\.", ".").replaceFirst("\\.$", "");
        if (!name.matches("\\.?[a-z0-9-]+(\\.[a-z0-9-]+)*")) {
            throw new IllegalArgumentException("is neither a host name, nor *.example.com for the names below it,"
                    + " nor an address, nor a range such as 10.20.0.0/16; a port goes behind a colon");
        }
        return new EgressEntry(name, null, withPort ? port(lower.substring(colon + 1)) : -1);
    }

    private static int port(String digits) {
        if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) < 1 || Integer.parseInt(digits) > 65_535) {
            throw new IllegalArgumentException("has no port from 1 to 65535 behind its colon");
        }
        return Integer.parseInt(digits);
    }

    boolean names(String host, int wanted) {
        return fits(wanted) && block == null && (name.startsWith(".") ? host.endsWith(name) : host.equals(name));
    }

    boolean covers(List<byte[]> addresses, int wanted) {
        return fits(wanted) && block != null && addresses.stream().anyMatch(block::contains);
    }

    /** Whether the entry is this one address and nothing else. */
    boolean single() {
        return block != null && block.single();
    }

    private boolean fits(int wanted) {
        return port < 0 || port == wanted;
    }
}
