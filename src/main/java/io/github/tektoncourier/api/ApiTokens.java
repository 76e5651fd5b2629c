package io.github.tektoncourier.api;

import io.github.tektoncourier.text.Owner;
import io.github.tektoncourier.text.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tokens of {@code courier.api.token-file}, read anew when the file changes. A file that cannot be read opens nothing. */
public final class ApiTokens implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiTokens.class);
    private static final Duration FRESH = Duration.ofSeconds(1);

    /** For how long a file must not have changed to be taken for whole where its last line has no end. */
    private static final Duration RESTED = Duration.ofSeconds(1);

    private static final int LARGEST = 256 * 1024;
    private static final String SCHEME = "bearer ";
    private static final TokenFile NONE = new TokenFile(List.of(), List.of());

    private final @Nullable Path file;
    private final Clock clock;
    private final Secrets secrets;
    private Owner masked;
    private Instant readAt = Instant.MIN;
    private String content = "";
    private @Nullable String seen;
    private Instant seenAt = Instant.MIN;
    private String trouble = "";
    private TokenFile tokens = NONE;

    private ApiTokens(@Nullable Path file, Clock clock, Secrets secrets) {
        this.file = file;
        this.clock = clock;
        this.secrets = secrets;
        this.masked = secrets.owner("courier.api.token-file");
    }

    /** No token opens anything. */
    public static ApiTokens none() {
        return new ApiTokens(null, Clock.systemUTC(), Secrets.ofProcess());
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException when it cannot be read or has a line that is no token; the message says why
     */
    public static ApiTokens of(Path file, Clock clock, Secrets secrets) {
        ApiTokens tokens = new ApiTokens(file, clock, secrets);
        tokens.look();
        String wrong = tokens.trouble.isEmpty() ? String.join("; ", tokens.tokens.problems()) : tokens.trouble;
        if (!wrong.isEmpty() || tokens.tokens.tokens().isEmpty()) {
            tokens.close();
            throw new IllegalArgumentException("courier.api.token-file=" + file + ": "
                    + (wrong.isEmpty() ? "it has no token; leave the setting empty to have none" : wrong));
        }
        return tokens;
    }

    /** Whether there is a file, so that a token may help. */
    boolean any() {
        return file != null;
    }

    /** What the header {@code Authorization} opens; empty for none of ours. */
    synchronized Optional<ApiAccess> access(@Nullable String authorization) {
        if (file != null && clock.instant().isAfter(readAt.plus(FRESH))) {
            look();
        }
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        return tokens.access(authorization.substring(SCHEME.length()).strip());
    }

    private void look() {
        readAt = clock.instant();
        String now;
        try {
            now = whole(read());
        } catch (IOException e) {
            if (trouble.isEmpty()) {
                LOG.warn(
                        "courier.api.token-file={} cannot be read ({}): until it can, no token opens the HTTP API.",
                        file,
                        e.toString());
            }
            trouble = "it cannot be read (" + e + ")";
            take(NONE, "");
            return;
        }
        if (!trouble.isEmpty() || !now.equals(content)) {
            trouble = "";
            take(TokenFile.of(now), now);
            tokens.problems()
                    .forEach(
                            problem -> LOG.warn("courier.api.token-file={}: {}. The other lines hold.", file, problem));
            warnOfReaders();
        }
    }

    private void take(TokenFile found, String of) {
        Owner before = masked;
        masked = secrets.owner("courier.api.token-file");
        found.tokens().forEach(token -> masked.secret(token.text()));
        before.close();
        tokens = found;
        content = of;
    }

    /**
     * Without a last line that has no end, while the file may still be written: cut in front of its namespaces, a token would
     * open all of them. As a start finds it, it is whole.
     */
    private String whole(String text) {
        Instant now = clock.instant();
        if (!text.equals(seen)) {
            seenAt = seen == null ? Instant.MIN : now;
            seen = text;
        }
        boolean whole = text.isEmpty() || text.endsWith("\n") || now.isAfter(seenAt.plus(RESTED));
        return whole ? text : text.substring(0, text.lastIndexOf('\n') + 1);
    }

    private String read() throws IOException {
        if (!Files.isRegularFile(java.util.Objects.requireNonNull(file)) && Files.exists(file)) {
            throw new IOException("it is no regular file"); // reading a pipe would wait for its writer
        }
        try (InputStream in = Files.newInputStream(java.util.Objects.requireNonNull(file))) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new IOException("it is larger than " + LARGEST + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private void warnOfReaders() {
        try {
            if (Files.getPosixFilePermissions(java.util.Objects.requireNonNull(file))
                    .contains(PosixFilePermission.OTHERS_READ)) {
                LOG.warn(
                        "courier.api.token-file={} can be read by every user of this machine. chmod 600 it; in Kubernetes"
                                + " give its volume defaultMode: 0440.",
                        file);
            }
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("The permissions of {} are not known", file, e);
        }
    }

    /** Its secrets are not masked any more. */
    @Override
    public synchronized void close() {
        masked.close();
    }
}
