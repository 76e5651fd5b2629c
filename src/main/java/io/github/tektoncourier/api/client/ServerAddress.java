package io.github.tektoncourier.api.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Reads what a user writes of a server. Each method throws {@link IllegalArgumentException}, in the user's words. */
public final class ServerAddress {

    private static final int LONGEST = 256 * 1024;

    private ServerAddress() {}

    /** Scheme, host and port, and perhaps the path of a proxy. */
    public static URI uri(String text) {
        try {
            URI uri = URI.create(text);
            boolean fits = uri.getScheme() != null
                    && Set.of("http", "https").contains(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null;
            if (fits) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // said below, without what stands there: it may have a password
        }
        throw new IllegalArgumentException("--server is no address. Write scheme, host and port, e.g."
                + " http://localhost:8080, without user, query or fragment.");
    }

    /** Whether what is sent there leaves this machine in the clear. */
    public static boolean inTheClear(URI uri) {
        if (!"http".equals(uri.getScheme())) {
            return false;
        }
        try {
            return !InetAddress.getByName(uri.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return true;
        }
    }

    /** The first token of a file, which may be the server's own. */
    public static String token(Path file) {
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException("--token-file " + file + " cannot be read: " + e, e);
        }
        for (String line : text.split("\\R", -1)) {
            String word = line.strip().split("\\s", 2)[0];
            if (!word.isEmpty() && !word.startsWith("#")) {
                if (!word.matches("[\\x21-\\x7e]+")) {
                    break;
                }
                return word;
            }
        }
        throw new IllegalArgumentException(
                "--token-file " + file + " has no token. It is one word of visible ASCII characters.");
    }

    /** Trusts the certificates of a PEM file, and no others. */
    public static SSLContext trust(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + number++, one);
            }
            if (number == 0) {
                throw new GeneralSecurityException("it has no certificate");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("--ca-file " + file + ": there is no such file. Check the path.", e);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("--ca-file " + file + " cannot be used: " + e.getMessage(), e);
        }
    }
}
