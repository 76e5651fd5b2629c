package io.github.tektoncourier.egress;

import java.net.InetAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP address that was taken apart and put together again, so that the client reads it as the rules did.
 *
 * @param uri scheme, host, port, path and query; no user, no fragment, host in lower case and ASCII without a dot at its end
 * @param host the name, or the address without brackets
 * @param port that of the scheme where none is written
 * @param literal the address, where the host is no name
 */
public record EgressTarget(URI uri, String host, int port, @Nullable InetAddress literal) {

    /** Scheme, host and port: all that may be shown, since path and query can be secret. */
    public String origin() {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** Path and query. */
    public String requestTarget() {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }
}
