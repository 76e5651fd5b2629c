package io.github.tektoncourier.answers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Certificates, sound ones and others, made by keytool; a trust store that knows all of them but one. */
public final class Keys {

    static final String GOOD = "good";
    static final String UNKNOWN = "unknown";
    static final String EXPIRED = "expired";
    static final String FOREIGN = "foreign";

    private static final String PASSWORD = "changeit";
    private static final List<String> HERE = List.of("-ext", "SAN=dns:localhost");
    private static final Map<String, List<String>> MADE = Map.of(
            GOOD,
            HERE,
            UNKNOWN,
            HERE,
            EXPIRED,
            List.of("-ext", "SAN=dns:localhost", "-startdate", "-10d", "-validity", "5"),
            FOREIGN,
            List.of("-ext", "SAN=dns:elsewhere.example"));

    private final Path folder;

    private Keys(Path folder) {
        this.folder = folder;
    }

    /** Makes all of them; takes seconds. */
    public static Keys in(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        Keys keys = new Keys(folder);
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        for (Map.Entry<String, List<String>> one : MADE.entrySet()) {
            Path store = keys.store(one.getKey());
            keytool(store, "ca", List.of("-dname", "CN=CA of " + one.getKey(), "-ext", "bc:c"));
            keytool(store, "key", concat(List.of("-dname", "CN=localhost", "-signer", "ca"), one.getValue()));
            if (!one.getKey().equals(UNKNOWN)) {
                trust.setCertificateEntry(one.getKey(), keys.load(one.getKey()).getCertificate("ca"));
            }
        }
        try (var out = Files.newOutputStream(keys.trustStore())) {
            trust.store(out, PASSWORD.toCharArray());
        }
        return keys;
    }

    /** Options of a JVM that trusts them. */
    public String options() {
        return "-Djavax.net.ssl.trustStore=" + trustStore() + " -Djavax.net.ssl.trustStorePassword=" + PASSWORD;
    }

    /** PKCS12, its password "changeit". */
    public Path trustStore() {
        return folder.resolve("trust.p12");
    }

    SSLContext context(String name) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore store = load(name);
        store.deleteEntry("ca");
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private KeyStore load(String name) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store(name))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private Path store(String name) {
        return folder.resolve(name + ".p12");
    }

    private static List<String> concat(List<String> some, List<String> more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    private static void keytool(Path store, String alias, List<String> options)
            throws IOException, InterruptedException {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command =
                new ArrayList<>(List.of(keytool, "-genkeypair", "-keyalg", "EC", "-storetype", "PKCS12"));
        command.addAll(List.of("-alias", alias, "-storepass", PASSWORD, "-keystore", store.toString()));
        command.addAll(options);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError("keytool: " + said);
        }
    }
}
