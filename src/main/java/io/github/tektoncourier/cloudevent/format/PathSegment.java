package io.github.tektoncourier.cloudevent.format;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Puts names that tenants chose into paths and links, where they must not mean anything. */
public final class PathSegment {

    private PathSegment() {}

    /** Everything but unreserved characters percent-encoded (RFC 3986). */
    public static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
