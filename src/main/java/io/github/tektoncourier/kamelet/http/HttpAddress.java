package io.github.tektoncourier.kamelet.http;

import io.github.tektoncourier.cloudevent.format.PathSegment;
import io.github.tektoncourier.kamelet.AddressValueException;
import io.github.tektoncourier.kamelet.VariableText;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.hc.core5.net.InetAddressUtils;
import org.jspecify.annotations.Nullable;

/**
 * The address of an HTTP receiver, taken apart. An event can give parts of path and query by {@code {name}}; scheme, host
 * and port are the operator's. No message repeats the address: it may be a secret as a whole.
 */
final class HttpAddress {

    private static final String RULE =
            "The sink's URL must begin with http:// or https:// and name a host, as https://ci.example.com/events";

    private static final Pattern PARTS = Pattern.compile("(?i)(https?)://([^/?#]*)(.*)", Pattern.DOTALL);
    private static final Pattern AUTHORITY = Pattern.compile("(?:(.*)@)?(\\[[^\\]]*]|[^:@]+)(?::([0-9]{0,5}))?");

    private static final String SAMPLE = "http://h";

    /** Longer ones no server takes, and a run's text may have a megabyte. */
    private static final int VALUE = 2_000;

    private final String origin;
    private final @Nullable String userInfo;
    private final VariableText target;

    private HttpAddress(String origin, @Nullable String userInfo, VariableText target) {
        this.origin = origin;
        this.userInfo = userInfo;
        this.target = target;
    }

    /**
     * Reads an URL, percent-encoded as a whole, too: a Pipe's arrives so on Camel before 4.22.
     *
     * @throws IllegalArgumentException says what is wrong, without the URL
     */
    static HttpAddress parse(String text) {
        String url = decoded(text.strip());
        Matcher parts = PARTS.matcher(url);
        if (!parts.matches() || parts.group(2).isEmpty()) {
            throw new IllegalArgumentException(RULE + (url.isEmpty() ? "; it is empty" : ""));
        }
        if (parts.group(2).contains("{")) {
            throw new IllegalArgumentException(
                    "The sink's URL can take {name} in path and query only: scheme, host and port"
                            + " never come from an event. Write them out; a choice can pick one of several sinks");
        }
        Matcher authority = AUTHORITY.matcher(parts.group(2));
        if (!authority.matches()) {
            throw new IllegalArgumentException(RULE + "; behind the host only a port can stand");
        }
        String host = host(authority.group(2));
        int port = port(authority.group(3));
        String origin = parts.group(1).toLowerCase(Locale.ROOT) + "://" + host + (port < 0 ? "" : ":" + port);
        VariableText target = new VariableText("url", target(parts.group(3)));
        check(target.with("x"), parts.start(3));
        return new HttpAddress(origin, userInfo(authority.group(1)), target);
    }

    /** Scheme, host and port: all that may be shown. */
    String origin() {
        return origin;
    }

    /** User and password, decoded. */
    @Nullable
    String userInfo() {
        return userInfo;
    }

    boolean fixed() {
        return target.fixed();
    }

    /** Path and query, the same for all events. */
    String target() {
        return target.with("");
    }

    /**
     * Path and query for an event.
     *
     * @throws AddressValueException where the event has no value that fits
     */
    String target(Exchange exchange) {
        return target.with(exchange, value -> {
            if (value.length() > VALUE) {
                throw new IllegalArgumentException("has more than " + VALUE + " characters");
            }
            return PathSegment.encoded(value);
        });
    }

    /** Without fragment, which is never sent. */
    private static String target(String rest) {
        String target = rest.replaceFirst("(?s)#.*", "");
        return target.startsWith("/") ? target : "/" + target;
    }

    private static void check(String target, int offset) {
        try {
            new URI(SAMPLE + target);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    RULE + "; character " + (offset + e.getIndex() - SAMPLE.length()) + " does not belong into an URL");
        }
    }

    /** Letters beyond ASCII as DNS has them. An underscore gets words of its own: Java's URIs have no such hosts. */
    private static String host(String written) {
        if (written.startsWith("[")) {
            if (!InetAddressUtils.isIPv6(written.replaceAll("^\\[|(%25[^\\]]*)?]$", ""))) {
                throw noHost();
            }
            return written;
        }
        if (written.contains("_")) {
            throw new IllegalArgumentException(
                    "The host in the sink's URL has an underscore, which host names cannot have"
                            + " (RFC 1123). Give it a name without, e.g. by a CNAME");
        }
        try {
            String host = IDN.toASCII(written).toLowerCase(Locale.ROOT);
            if (host.matches("[a-z0-9.-]+")) {
                return host;
            }
        } catch (IllegalArgumentException e) {
            throw noHost();
        }
        throw noHost();
    }

    private static IllegalArgumentException noHost() {
        return new IllegalArgumentException(
                "The host in the sink's URL has a character that no host name can have. Host"
                        + " names are letters, digits, '-' and '.'");
    }

    private static int port(@Nullable String written) {
        if (written == null || written.isEmpty()) {
            return -1;
        }
        int port = Integer.parseInt(written);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("The port in the sink's URL must be between 1 and 65535");
        }
        return port;
    }

    private static @Nullable String userInfo(@Nullable String written) {
        if (written == null) {
            return null;
        }
        try {
            return URLDecoder.decode(written.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "User or password in the sink's URL has a % that begins no encoded character;"
                            + " write %25 for it");
        }
    }

    private static String decoded(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        return lower.startsWith("http%3a%2f%2f") || lower.startsWith("https%3a%2f%2f")
                ? URLDecoder.decode(url.replace("+", "%2B"), StandardCharsets.UTF_8)
                : url;
    }
}
