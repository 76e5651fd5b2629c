package io.github.tektoncourier.kamelet.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Key and trusted certificates of a sink, by the paths of their files: PEM, or a PKCS12 or JKS store. Several files of PEM
 * are named with commas between, as a Secret of type kubernetes.io/tls has key and certificate apart.
 *
 * @param keyStore files with the private key and its chain; empty for none
 * @param keyStorePassword of the store, or of an encrypted key; empty for none
 * @param trustStore files with the certificates that are trusted in place of Java's own; empty for Java's own
 * @param trustStorePassword of the store; empty for none
 */
public record TlsStores(String keyStore, String keyStorePassword, String trustStore, String trustStorePassword) {

    /** No key, and Java's own certificates. */
    public static final TlsStores NONE = new TlsStores("", "", "", "");

    private static final char[] INSIDE = "courier".toCharArray();

    /**
     * Takes values as they were given, absent ones as none.
     *
     * @throws IllegalArgumentException when a password has no store
     */
    public static TlsStores of(
            @Nullable String keyStore,
            @Nullable String keyStorePassword,
            @Nullable String trustStore,
            @Nullable String trustStorePassword) {
        TlsStores stores =
                new TlsStores(text(keyStore), text(keyStorePassword), text(trustStore), text(trustStorePassword));
        together("keyStore", stores.keyStore, stores.keyStorePassword);
        together("trustStore", stores.trustStore, stores.trustStorePassword);
        return stores;
    }

    private static void together(String name, String store, String password) {
        if (store.isEmpty() && !password.isEmpty()) {
            throw new IllegalArgumentException(
                    name + "Password goes together with " + name + ". Add " + name + " beside it");
        }
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value.strip();
    }

    /** The files that one of the two parameters names. */
    public static List<Path> files(String parameter) {
        return Stream.of(parameter.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(Path::of)
                .toList();
    }

    /** Whether nothing is set, so that TLS is Java's own. */
    public boolean isEmpty() {
        return keyStore.isEmpty() && trustStore.isEmpty();
    }

    /**
     * Reads all files.
     *
     * @throws IllegalArgumentException names file and parameter, and says what is wrong
     */
    public void check() {
        keys();
        trusted();
    }

    /**
     * Private key and chain, under a password of no secret ({@link #inside}).
     *
     * @return empty where none is set
     * @throws IllegalArgumentException names file and parameter, and says what is wrong
     */
    public Optional<KeyStore> keys() {
        return keyStore.isEmpty() ? Optional.empty() : Optional.of(TlsFiles.keys(keyStore, keyStorePassword, INSIDE));
    }

    /**
     * The certificates that are trusted.
     *
     * @return empty where Java's own are
     * @throws IllegalArgumentException names file and parameter, and says what is wrong
     */
    public Optional<KeyStore> trusted() {
        return trustStore.isEmpty() ? Optional.empty() : Optional.of(TlsFiles.trusted(trustStore, trustStorePassword));
    }

    /** The password of keys in {@link #keys}. */
    public char[] inside() {
        return INSIDE.clone();
    }

    /**
     * What a client uses.
     *
     * @throws IllegalArgumentException names file and parameter, and says what is wrong
     */
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(keys().orElse(null), INSIDE);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted().orElse(null));
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("keyStore and trustStore make no TLS: " + e.getMessage(), e);
        }
    }

    /** Shows no password. */
    @Override
    public String toString() {
        return "keyStore=" + keyStore + ", trustStore=" + trustStore;
    }
}
