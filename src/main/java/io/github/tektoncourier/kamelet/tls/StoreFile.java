package io.github.tektoncourier.kamelet.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads stores in Java's formats: PKCS12 and JKS. */
final class StoreFile {

    private StoreFile() {}

    /**
     * Reads a store.
     *
     * @param key whether its private key and chain are wanted, else all its certificates
     * @throws IllegalArgumentException says what is wrong
     */
    static PemFile read(byte[] content, String password, String parameter, boolean key) {
        try {
            KeyStore store = opened(content, password);
            List<PrivateKey> keys = new ArrayList<>();
            List<X509Certificate> certificates = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                boolean ofKey = store.isKeyEntry(alias);
                if (ofKey && key && store.getKey(alias, password.toCharArray()) instanceof PrivateKey found) {
                    keys.add(found);
                    add(certificates, store.getCertificateChain(alias));
                } else if (!key) {
                    add(certificates, store.getCertificate(alias));
                }
            }
            if (certificates.isEmpty() && password.isEmpty()) { // Java passes over what it cannot decrypt
                throw new KeyStoreException("nothing to see");
            }
            return new PemFile(keys, certificates);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("is no PEM file, and no PKCS12 or JKS store that "
                    + (password.isEmpty() ? "opens without " : "opens by ") + parameter
                    + "Password. Check file and password");
        }
    }

    /** PKCS12 as Java reads it takes JKS, too. */
    private static KeyStore opened(byte[] content, String password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(content), password.isEmpty() ? null : password.toCharArray());
        return store;
    }

    private static void add(List<X509Certificate> certificates, Certificate... found) {
        for (Certificate one : found) {
            if (one instanceof X509Certificate known) {
                certificates.add(known);
            }
        }
    }
}
