package io.github.tektoncourier.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import io.github.tektoncourier.proxy.ProxyAddress;
import io.github.tektoncourier.text.Owner;
import io.github.tektoncourier.text.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CA, client certificate and token of the moment. Files are replaced while the courier runs: a pod's by the
 * kubelet, a kubeconfig by a login command, all of them when a CA is rotated. So each request reads its token, and each
 * TLS handshake looks whether one of the files changed. What cannot be read leaves what was read before in force.
 */
final class ClusterCredentials {

    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    /** A plugin that gives a certificate is asked again so long before that expires. */
    private static final Duration BEFORE_EXPIRY = Duration.ofMinutes(1);

    private static final long LARGEST_FILE = 1 << 20;
    private static final int MOST_KEPT = 32;

    /** One reading of everything. */
    private record Reading(
            Access access,
            String fingerprint,
            X509ExtendedTrustManager trust,
            @Nullable X509ExtendedKeyManager keys,
            @Nullable Expiry expiry) {}

    private final Map<String, Owner> kept = new LinkedHashMap<>();
    private final Supplier<Access> source;
    private Reading reading;
    private boolean refused;
    private String complaint = "";
    private final LongSupplier nanos;
    private long lastTry;

    /**
     * Reads all of it.
     *
     * @param nanos passes as {@link System#nanoTime} does
     * @throws KubeconfigException when that fails
     */
    ClusterCredentials(Supplier<Access> source, LongSupplier nanos) {
        this.source = source;
        this.nanos = nanos;
        this.lastTry = nanos.getAsLong();
        this.reading = read();
        this.reading.access().warnings().forEach(LOG::warn);
    }

    /** What is in force, read anew where a file changed. */
    synchronized Access access() {
        refresh();
        return reading.access();
    }

    /** The bearer token to send; absent where there is none. */
    Optional<String> token() {
        Access access = access();
        Path file = access.tokenFile();
        if (file == null) {
            return Optional.ofNullable(access.token());
        }
        try {
            String token = text(file).strip();
            keepSecret(token);
            return token.isEmpty() ? Optional.ofNullable(access.token()) : Optional.of(token);
        } catch (IOException e) {
            complain("the token file " + file + " cannot be read ("
                    + e.getClass().getSimpleName() + ")");
            return Optional.ofNullable(access.token());
        }
    }

    /** The API server did not accept them: a plugin is asked again before the next request. */
    synchronized void refused() {
        refused = true;
    }

    synchronized X509ExtendedTrustManager trust() {
        refresh();
        return reading.trust();
    }

    /** Absent without a client certificate. */
    synchronized Optional<X509ExtendedKeyManager> keys() {
        refresh();
        return Optional.ofNullable(reading.keys());
    }

    /** The same without a look at the files, so that one handshake sees one certificate. */
    synchronized Optional<X509ExtendedKeyManager> keysInUse() {
        return Optional.ofNullable(reading.keys());
    }

    private void refresh() {
        Access access = reading.access();
        if (access.files().isEmpty()) {
            return;
        }
        boolean changed = !fingerprint(access.files()).equals(reading.fingerprint());
        boolean renew = (refused || expired())
                && nanos.getAsLong() - lastTry > Duration.ofSeconds(5).toNanos();
        if (!changed && !renew) {
            return;
        }
        lastTry = nanos.getAsLong();
        refused = false;
        try {
            reading = read();
            complaint = "";
            LOG.debug("The credentials for {} were read anew.", access.config().getMasterUrl());
        } catch (RuntimeException e) {
            complain(String.valueOf(e.getMessage()));
        }
    }

    private boolean expired() {
        Expiry expiry = reading.expiry();
        return expiry != null && expiry.within(BEFORE_EXPIRY);
    }

    private synchronized void complain(String what) {
        if (!what.equals(complaint)) {
            complaint = what;
            LOG.warn("{} What was read before stays in force.", what.endsWith(".") ? what : what + ".");
        }
    }

    /** No output of the program shows any of them, from whichever library it comes. */
    private void keepSecret(Access access) {
        Config config = access.config();
        ProxyAddress proxy = access.proxy();
        Stream.of(
                        access.token(),
                        config.getPassword(),
                        config.getClientKeyData(),
                        proxy == null ? null : proxy.credentials(),
                        proxy == null || proxy.credentials() == null
                                ? null
                                : proxy.credentials().replaceFirst("^[^:]*:", ""))
                .forEach(this::keepSecret);
    }

    private synchronized void keepSecret(@Nullable String secret) {
        if (secret == null || secret.isEmpty() || kept.containsKey(secret)) {
            return;
        }
        kept.put(secret, Secrets.ofProcess().owner("cluster").secret(secret));
        if (kept.size() > MOST_KEPT) { // a pod's token is another one every hour
            String oldest = kept.keySet().iterator().next();
            Owner owner = kept.remove(oldest);
            if (owner != null) {
                owner.close();
            }
        }
    }

    private Reading read() {
        Access access = source.get();
        keepSecret(access);
        // Before the certificates: what is replaced in between is seen as a change by the next look.
        String fingerprint = fingerprint(access.files());
        try {
            X509ExtendedTrustManager trust = first(
                            SSLUtils.trustManagers(access.config()), X509ExtendedTrustManager.class)
                    .orElseThrow();
            Object[] managers = SSLUtils.keyManagers(access.config());
            X509ExtendedKeyManager keys = managers == null
                    ? null
                    : first(managers, X509ExtendedKeyManager.class).orElse(null);
            return new Reading(
                    access,
                    fingerprint,
                    trust,
                    keys,
                    keys == null ? null : Expiry.of(keys).orElse(null));
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw new KubeconfigException(
                    "The CA or the client certificate for " + access.config().getMasterUrl() + " cannot be read ("
                            + e.getClass().getSimpleName() + "). Check certificate-authority, client-certificate and"
                            + " client-key in the kubeconfig, or ca.crt of the service account.",
                    e);
        }
    }

    private static <T> Optional<T> first(Object[] managers, Class<T> type) {
        return Stream.of(managers).filter(type::isInstance).map(type::cast).findFirst();
    }

    private static String fingerprint(List<Path> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                digest.update(file.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                try {
                    digest.update(text(file).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    digest.update((byte) 0); // a file that is away is a change, too
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > LARGEST_FILE) {
            throw new IOException("larger than 1 MiB");
        }
        return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
