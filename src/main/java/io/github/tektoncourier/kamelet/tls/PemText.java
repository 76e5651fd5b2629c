package io.github.tektoncourier.kamelet.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** What {@link TlsStores} read, as PEM in the one form that Kafka's client takes. */
public final class PemText {

    private static final String ALIAS = "key";

    private PemText() {}

    /** The private key as PKCS#8. */
    public static String key(KeyStore store, char[] password) {
        try {
            Key key = Objects.requireNonNull(store.getKey(ALIAS, password));
            return block("PRIVATE KEY", key.getEncoded());
        } catch (GeneralSecurityException e) {
            throw unreadable(e);
        }
    }

    /** The key's certificates, its own first. */
    public static String chain(KeyStore store) {
        try {
            return text(List.of(store.getCertificateChain(ALIAS)));
        } catch (GeneralSecurityException e) {
            throw unreadable(e);
        }
    }

    /** All certificates that are trusted. */
    public static String certificates(KeyStore store) {
        try {
            List<Certificate> all = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                all.add(store.getCertificate(alias));
            }
            return text(all);
        } catch (GeneralSecurityException e) {
            throw unreadable(e);
        }
    }

    private static String text(List<Certificate> certificates) throws GeneralSecurityException {
        StringBuilder text = new StringBuilder();
        for (Certificate one : certificates) {
            text.append(block("CERTIFICATE", one.getEncoded()));
        }
        return text.toString();
    }

    private static String block(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }

    private static IllegalStateException unreadable(GeneralSecurityException e) {
        return new IllegalStateException("a store that was just read cannot be read", e);
    }
}
