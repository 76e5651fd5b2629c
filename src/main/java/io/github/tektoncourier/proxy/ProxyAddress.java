package io.github.tektoncourier.proxy;

import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP or SOCKS5 proxy.
 *
 * @param where what names it, for messages, e.g. {@code HTTPS_PROXY}
 * @param credentials {@code user:password}, decoded; a secret
 */
public record ProxyAddress(String where, Type type, String host, int port, @Nullable String credentials) {

    /** How clients speak with it. */
    public enum Type {
        HTTP(80),
        SOCKS5(1080);

        private final int usualPort;

        Type(int usualPort) {
            this.usualPort = usualPort;
        }
    }

    /** As curl and Go read it: without a scheme it is {@code http://}, and the last at sign ends the credentials. */
    private static final Pattern PARTS = Pattern.compile(
            "(?:([A-Za-z][A-Za-z0-9+.-]*)://)?(?:((?!/).*)@)?(\\[[0-9A-Fa-f:.%]+]|[^\\s:/?#@\\[\\]]+)(?::(\\d{0,5}))?/?",
            Pattern.DOTALL);

    private static final String FORM = " Write it like http://proxy.example.com:3128.";
    private static final int LARGEST_PORT = 65_535;

    /**
     * Reads a proxy's address.
     *
     * @param where what names it, for messages
     * @throws ProxyException when it is none; the message repeats nothing of it but its scheme
     */
    public static ProxyAddress of(String where, String address) {
        Matcher parts = PARTS.matcher(address.strip());
        if (!parts.matches()) {
            throw new ProxyException(where + " is no address of a proxy." + FORM);
        }
        Type type = type(where, parts.group(1));
        String digits = parts.group(4);
        int port = digits == null || digits.isEmpty() ? type.usualPort : Integer.parseInt(digits);
        if (port < 1 || port > LARGEST_PORT) {
            throw new ProxyException(where + " has a port that is not between 1 and 65535." + FORM);
        }
        String host = parts.group(3).replaceAll("^\\[|]$", "");
        return new ProxyAddress(where, type, host, port, credentials(where, parts.group(2)));
    }

    private static Type type(String where, @Nullable String scheme) {
        return switch (scheme == null ? "http" : scheme.toLowerCase(Locale.ROOT)) {
            case "http" -> Type.HTTP;
            case "socks5", "socks5h" -> Type.SOCKS5;
            default ->
                throw new ProxyException(
                        where + " has the scheme " + scheme
                                + "://, which is not supported. Use an http:// proxy; in front of the API server socks5:// works, too.");
        };
    }

    private static @Nullable String credentials(String where, @Nullable String written) {
        if (written == null || written.isEmpty()) {
            return null;
        }
        try {
            String plain = URLDecoder.decode(written.replace("+", "%2B"), StandardCharsets.UTF_8);
            return plain.contains(":") ? plain : plain + ":";
        } catch (IllegalArgumentException e) {
            throw new ProxyException(
                    where + " has a % in its user or password that begins no encoded character. Write %25 for it.");
        }
    }

    /** Where it is; the name is looked up by the client that connects. */
    public InetSocketAddress address() {
        return InetSocketAddress.createUnresolved(host, port);
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return type + " proxy " + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
