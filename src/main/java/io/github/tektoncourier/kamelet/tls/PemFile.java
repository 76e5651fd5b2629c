package io.github.tektoncourier.kamelet.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands in a PEM file, in its order.
 *
 * @param keys private ones
 */
record PemFile(List<PrivateKey> keys, List<X509Certificate> certificates) {

    private static final String BEGIN = "-----BEGIN ";
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final Set<String> CERTIFICATES = Set.of("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE");
    private static final Set<String> KEYS =
            Set.of(PrivateKeyReader.PKCS8, PrivateKeyReader.ENCRYPTED, PrivateKeyReader.PKCS1, PrivateKeyReader.SEC1);

    /** Whether these bytes are meant to be PEM. */
    static boolean is(byte[] content) {
        return new String(content, ISO_8859_1).contains(BEGIN);
    }

    /**
     * Reads a file's content. Blocks of other kinds, such as EC parameters, are passed over.
     *
     * @param password of encrypted keys
     * @throws IllegalArgumentException says what is wrong, and nothing of the content
     */
    static PemFile read(byte[] content, String password) {
        List<PrivateKey> keys = new ArrayList<>();
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher block = BLOCK.matcher(new String(content, ISO_8859_1));
        int found = 0;
        while (block.find()) {
            found++;
            String label = block.group(1);
            byte[] der = decoded(block.group(2));
            if (KEYS.contains(label)) {
                keys.add(key(label, der, password));
            } else if (CERTIFICATES.contains(label)) {
                certificates.add(certificate(der));
            }
        }
        if (found == 0) {
            throw new IllegalArgumentException("has no whole block of PEM: is it cut off?");
        }
        return new PemFile(keys, certificates);
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("has a block that is not Base64");
        }
    }

    private static PrivateKey key(String label, byte[] der, String password) {
        boolean encrypted = label.equals(PrivateKeyReader.ENCRYPTED);
        if (encrypted && password.isEmpty()) {
            throw new IllegalArgumentException("has an encrypted key; its password is missing. Write keyStorePassword");
        }
        try {
            return PrivateKeyReader.read(label, der, password.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    encrypted
                            ? "has an encrypted key that keyStorePassword does not open"
                            : "has a private key that cannot be read. Write it anew by: openssl pkcs8 -topk8 -nodes");
        }
    }

    private static X509Certificate certificate(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("has a certificate that cannot be read");
        }
    }
}
