package io.github.tektoncourier.cloudevent;

import io.github.tektoncourier.run.Run;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Names where an event comes from: the run's path in the API, under its cluster where that has a name. */
final class Source {

    private static final String HEX = "0123456789ABCDEF";

    private final String prefix;

    /** {@code cluster} empty for none. */
    Source(String cluster) {
        this.prefix = cluster.isEmpty() ? "" : "/clusters/" + encoded(cluster);
    }

    URI of(Run run) {
        String namespace = run.namespace().isEmpty() ? "" : "/namespaces/" + encoded(run.namespace());
        return URI.create(prefix + "/apis/" + run.kind().apiVersion() + namespace + "/"
                + run.kind().plural() + "/" + encoded(run.name()));
    }

    private static String encoded(String segment) {
        StringBuilder out = new StringBuilder(segment.length());
        for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
            if (unreserved(b)) {
                out.append((char) b);
            } else {
                out.append('%').append(HEX.charAt((b >> 4) & 0xF)).append(HEX.charAt(b & 0xF));
            }
        }
        return out.toString();
    }

    private static boolean unreserved(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '-'
                || b == '.'
                || b == '_'
                || b == '~';
    }
}
