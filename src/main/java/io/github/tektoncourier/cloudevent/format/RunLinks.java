package io.github.tektoncourier.cloudevent.format;

import io.github.tektoncourier.run.RunKind;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A run's address for programs that want one in every event: {@code courier.run-url} filled in, else the run's own URL
 * at its API server.
 */
public final class RunLinks {

    /** Under this name every cluster knows its own API server. */
    private static final String ANY_SERVER = "https://kubernetes.default.svc";

    private final RunLink link;
    private final String server;

    /** {@code template} and {@code server}, the API server's address, absent or empty where there is none. */
    public RunLinks(@Nullable String template, @Nullable String server) {
        this.link = new RunLink(template);
        this.server = server == null || !absolute(server) ? ANY_SERVER : server.replaceAll("/+$", "");
    }

    String to(RunKind kind, String namespace, String name) {
        return link.to(kind, namespace, name)
                .filter(RunLinks::absolute)
                .orElseGet(() -> server + "/apis/" + kind.apiVersion()
                        + (namespace.isEmpty() ? "" : "/namespaces/" + PathSegment.encoded(namespace)) + "/"
                        + kind.plural() + "/" + PathSegment.encoded(name));
    }

    private static boolean absolute(String url) {
        try {
            URI uri = new URI(url);
            return uri.isAbsolute() && uri.getRawAuthority() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
