package io.github.tektoncourier.cluster;

import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which cluster a scope belongs to (docs/events.md, "scope"): its name by the settings, else the UID of the namespace
 * kube-system, else, where that may not be read, a hash of the server's CA and address. Fixed at the first start, in a
 * file beside the journal, so that a right granted later does not turn every scope into a new one.
 */
public final class ClusterIdentity {

    private static final String FILE = "cluster-id";
    private static final Pattern UID = Pattern.compile("\"uid\"\\s*:\\s*\"([0-9a-zA-Z-]{1,64})\"");

    private ClusterIdentity() {}

    /**
     * Finds it, asking the API server at most once a life of the journal.
     *
     * @throws IOException when the server cannot be asked right now; try again later
     */
    public static String find(Cluster cluster, String configured, Path journalDirectory)
            throws IOException, InterruptedException {
        if (!configured.isEmpty()) {
            return configured;
        }
        Path file = journalDirectory.resolve(FILE);
        if (Files.exists(file)) {
            return Files.readString(file).trim();
        }
        String found = ask(cluster);
        Files.writeString(file, found + "\n");
        return found;
    }

    private static String ask(Cluster cluster) throws IOException, InterruptedException {
        var http = cluster.client().getHttpClient();
        var request = http.newHttpRequestBuilder()
                .uri(cluster.address().replaceAll("/+$", "") + "/api/v1/namespaces/kube-system")
                .build();
        HttpResponse<byte[]> response;
        try {
            response = http.sendAsync(request, byte[].class)
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new IOException(
                    String.valueOf(
                            e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
                    e);
        }
        if (response.code() >= 500 || response.code() == 429) {
            throw new IOException("HTTP " + response.code());
        }
        Matcher uid = UID.matcher(new String(response.body(), StandardCharsets.UTF_8));
        return response.code() == 200 && uid.find() ? uid.group(1) : hashOfAddress(cluster);
    }

    private static String hashOfAddress(Cluster cluster) {
        var config = cluster.client().getConfiguration();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((config.getCaCertData() + "|" + config.getCaCertFile() + "|" + cluster.address())
                            .getBytes(StandardCharsets.UTF_8));
            return "address-" + HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
