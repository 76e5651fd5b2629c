package io.github.tektoncourier.kamelet.tls;

import io.github.tektoncourier.text.LogText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Makes key stores of files, and says what is wrong with a file by its name and parameter. */
final class TlsFiles {

    private static final String KEYS = "keyStore";
    private static final String TRUST = "trustStore";
    private static final long MAX_BYTES = 1024L * 1024;

    private TlsFiles() {}

    /**
     * The private key and its chain.
     *
     * @param inside the password that the key has in the store that is made
     * @throws IllegalArgumentException names file and parameter, and says what is wrong
     */
    static KeyStore keys(String names, String password, char[] inside) {
        PemFile all = read(KEYS, names, password);
        return withKey(LogText.line(names, 300), all, inside);
    }

    /**
     * All certificates.
     *
     * @throws IllegalArgumentException names file and parameter, and says what is wrong
     */
    static KeyStore trusted(String names, String password) {
        return trusting(read(TRUST, names, password).certificates());
    }

    private static PemFile read(String parameter, String names, String password) {
        List<PrivateKey> keys = new ArrayList<>();
        List<X509Certificate> certificates = new ArrayList<>();
        for (String name : names.split(",", -1)) {
            String file = LogText.line(name.strip(), 300);
            byte[] content = content(parameter, name.strip());
            try {
                PemFile pem = PemFile.is(content)
                        ? PemFile.read(content, password)
                        : StoreFile.read(content, password, parameter, parameter.equals(KEYS));
                keys.addAll(pem.keys());
                certificates.addAll(pem.certificates());
            } catch (IllegalArgumentException e) {
                throw wrong(parameter, file, String.valueOf(e.getMessage()));
            }
        }
        if (certificates.isEmpty()) {
            throw wrong(
                    parameter,
                    LogText.line(names, 300),
                    "has no certificate. Name the file that has it, too, separated by a comma");
        }
        return new PemFile(keys, certificates);
    }

    private static KeyStore withKey(String shown, PemFile all, char[] inside) {
        List<PrivateKey> keys = all.keys();
        List<X509Certificate> chain = all.certificates();
        if (keys.size() != 1) {
            throw wrong(
                    KEYS,
                    shown,
                    keys.isEmpty()
                            ? "has no private key. Name the file that has it, too, separated by a comma"
                            : "has " + keys.size() + " private keys. Leave the one that is meant");
        }
        if (!belongs(keys.get(0), chain.get(0))) {
            throw wrong(
                    KEYS,
                    shown,
                    "has a private key that does not belong to its first certificate. Put the certificate of the key first,"
                            + " then those that signed it");
        }
        try {
            KeyStore store = empty();
            store.setKeyEntry("key", keys.get(0), inside, chain.toArray(X509Certificate[]::new));
            return store;
        } catch (GeneralSecurityException e) {
            throw wrong(KEYS, shown, "cannot be used: " + e.getMessage());
        }
    }

    private static KeyStore trusting(List<X509Certificate> certificates) {
        try {
            KeyStore store = empty();
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("ca-" + i, certificates.get(i));
            }
            return store;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("trustStore cannot be used: " + e.getMessage(), e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new IllegalStateException("an empty store needs no file", e);
        }
    }

    /** Two files that change one after the other do not fit for a moment; a TLS client would only be refused. */
    private static boolean belongs(PrivateKey key, X509Certificate certificate) {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "EdDSA";
                };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(new byte[] {1});
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(new byte[] {1});
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // of another algorithm
        }
    }

    private static byte[] content(String parameter, String name) {
        try {
            Path path = Path.of(name);
            if (!Files.isRegularFile(path)) {
                throw Files.exists(path) ? new IOException("it is no plain file") : new NoSuchFileException(name);
            }
            if (Files.size(path) > MAX_BYTES) {
                throw new IOException("it is larger than 1 MiB");
            }
            return Files.readAllBytes(path);
        } catch (NoSuchFileException | InvalidPathException e) {
            throw wrong(parameter, LogText.line(name, 300), "is not there. Mount it there, or correct the path");
        } catch (IOException e) {
            String why = e.getClass() == IOException.class
                    ? String.valueOf(e.getMessage())
                    : e.getClass().getSimpleName().replace("Exception", "");
            throw wrong(parameter, LogText.line(name, 300), "cannot be read: " + why + ". Correct it there");
        }
    }

    private static IllegalArgumentException wrong(String parameter, String file, String what) {
        return new IllegalArgumentException(parameter + ": the file " + file + " " + what);
    }
}
