package io.github.tektoncourier.egress;

import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an HTTP address strictly: what two programs could read differently is refused, because the client that sends and
 * the rules that check must mean the same host.
 */
final class TargetReader {

    private static final int LONGEST = 2_048;
    private static final int LONGEST_HOST = 253;

    private static final Pattern PARTS = Pattern.compile("(?i)(https?)://([^/?#]*)([^#]*)(?:#.*)?");
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\[\\]]*]|[^:\\[\\]]*)(?::([0-9]{0,5}))?");
    private static final Pattern QUAD = Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");
    private static final Pattern NUMBER_AT_END = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,63}(?:\\.[a-z0-9-]{1,63})*");

    private TargetReader() {}

    /**
     * Takes an address apart.
     *
     * @throws IllegalArgumentException says what is wrong and how to write it, without the address
     */
    static EgressTarget read(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("The address has more than " + LONGEST + " characters.");
        }
        if (text.chars().anyMatch(one -> one <= ' ' || one == 0x7f || one == '\\')) {
            throw new IllegalArgumentException("The address has a blank, a control character or a backslash."
                    + " Percent-encode it, and separate several addresses by blanks.");
        }
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches() || parts.group(2).isEmpty()) {
            throw new IllegalArgumentException("The address must begin with https:// or http:// and name a host, as"
                    + " https://hooks.example.com/events.");
        }
        if (parts.group(2).contains("@")) {
            throw new IllegalArgumentException("The address has a user or password before its host. They are not sent"
                    + " for an address that comes from a run; leave them out.");
        }
        Matcher authority = AUTHORITY.matcher(parts.group(2));
        if (!authority.matches()) {
            throw new IllegalArgumentException("Behind the host only a port of digits can stand, as in"
                    + " https://hooks.example.com:8443/events. An IPv6 address stands in brackets.");
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        return target(scheme, authority.group(1), authority.group(2), parts.group(3));
    }

    private static EgressTarget target(String scheme, String written, @Nullable String port, String rest) {
        InetAddress literal = written.startsWith("[") ? bracketed(written) : null;
        String host = literal == null ? name(written) : literal.getHostAddress();
        if (literal == null && NUMBER_AT_END.matcher(host).matches()) {
            literal = quad(host);
        }
        int ofScheme = scheme.equals("https") ? 443 : 80;
        int number = port == null || port.isEmpty() ? ofScheme : Integer.parseInt(port);
        if (number < 1 || number > 65_535) {
            throw new IllegalArgumentException("The port of the address must be between 1 and 65535.");
        }
        String shown = host.contains(":") ? "[" + host + "]" : host;
        String authority = number == ofScheme ? shown : shown + ":" + number;
        try {
            URI uri = new URI(scheme + "://" + authority + (rest.startsWith("/") ? rest : "/" + rest));
            if (rest.chars().anyMatch(one -> one > '~')) {
                throw new URISyntaxException("", "not ASCII");
            }
            return new EgressTarget(uri, host, number, literal);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("Path or query of the address has a character that does not belong into"
                    + " an URL. Percent-encode it.");
        }
    }

    /** Letters beyond ASCII as DNS has them, mapped before anything is looked at: some of them become digits and dots. */
    private static String name(String written) {
        String host;
        try {
            host = IDN.toASCII(written, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw noName();
        }
        String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (bare.length() > LONGEST_HOST || !NAME.matcher(bare).matches()) {
            throw noName();
        }
        return bare;
    }

    private static IllegalArgumentException noName() {
        return new IllegalArgumentException(
                "The host of the address is no host name: letters, digits, '-' and single dots.");
    }

    private static InetAddress quad(String host) {
        if (!QUAD.matcher(host).matches()) {
            throw new IllegalArgumentException("The host of the address is a number in a spelling that programs read"
                    + " differently (octal, hexadecimal, short or one number). Write it as four decimal numbers without"
                    + " leading zeros.");
        }
        return parsed(host);
    }

    private static InetAddress bracketed(String written) {
        String inside = written.substring(1, written.length() - 1);
        if (inside.contains("%")) {
            throw new IllegalArgumentException(
                    "The address names a zone of this machine's network (behind %)." + " Leave it out.");
        }
        if (!inside.contains(":") || !inside.matches("[0-9A-Fa-f:.]+")) {
            throw new IllegalArgumentException("In the brackets of the address stands no IPv6 address.");
        }
        return parsed(written);
    }

    /** Nothing but digits and colons comes here, so that no resolver is asked. */
    private static InetAddress parsed(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("The host of the address is no IP address that there can be.");
        }
    }
}
