package io.github.tektoncourier.cluster;

import io.fabric8.kubernetes.client.Config;
import io.github.tektoncourier.proxy.ProxyAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the API server is reached and by which credentials, as the files say at one time.
 *
 * @param config the client's own part: address, certificates, impersonation; no proxy and no token
 * @param token the bearer token that the files hold or a plugin gave; absent where a file of its own holds it
 * @param tokenFile where the bearer token is read anew for each request
 * @param serverName the name that the server's certificate must carry, and that is asked for in the TLS handshake;
 *     absent where it is that of the address
 * @param impersonatedUid {@code as-uid}, which the client does not know
 * @param proxy what the connection goes through
 * @param files whose change means that all of this is read anew
 * @param warnings what these files ask for and does not happen, for the log
 */
record Access(
        Config config,
        @Nullable String token,
        @Nullable Path tokenFile,
        @Nullable String serverName,
        @Nullable String impersonatedUid,
        @Nullable ProxyAddress proxy,
        List<Path> files,
        List<String> warnings) {

    Access {
        files = List.copyOf(files);
        warnings = List.copyOf(warnings);
    }

    /** Without credentials and files: nothing of it ever changes. */
    static Access fixed(Config config) {
        return new Access(config, null, null, null, null, null, List.of(), List.of());
    }

    /** Whether the client's own support of OpenID Connect provides the token. */
    boolean openId() {
        return config.getAuthProvider() != null
                && "oidc".equalsIgnoreCase(config.getAuthProvider().getName());
    }

    /** Without the token and the keys. */
    @Override
    public String toString() {
        return "access to " + config.getMasterUrl();
    }
}
