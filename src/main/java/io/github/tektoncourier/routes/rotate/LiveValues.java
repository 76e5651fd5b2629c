package io.github.tektoncourier.routes.rotate;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.tektoncourier.routes.check.placeholder.Placeholders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The values of a sink file that may change, by placeholder or path, as digests: nothing of them is kept.
 *
 * @param present those that are there
 * @param missing those that are not; what is in neither could not be asked for
 */
public record LiveValues(Map<String, String> present, Set<String> missing) {

    /** A file without such values. */
    public static final LiveValues NONE = new LiveValues(Map.of(), Set.of());

    private static final Logger LOG = LoggerFactory.getLogger(LiveValues.class);
    private static final long MAX_BYTES = 1024L * 1024;

    /**
     * Reads the values of now.
     *
     * @param content of the sink file
     * @param files whose contents count, too: keys and certificates
     * @param asked whether a placeholder is asked for this time
     */
    public static LiveValues read(
            String content, Placeholders placeholders, Collection<Path> files, Predicate<String> asked) {
        Map<String, String> present = new LinkedHashMap<>();
        Set<String> missing = new TreeSet<>();
        for (String key : placeholders.live(content)) {
            if (asked.test(key)) {
                placeholder(key, placeholders, present, missing);
            }
        }
        for (Path file : files) {
            try {
                if (Files.isRegularFile(file) && Files.size(file) <= MAX_BYTES) {
                    present.put(file.toString(), digest(Files.readAllBytes(file)));
                } else {
                    missing.add(file.toString());
                }
            } catch (IOException e) {
                missing.add(file.toString());
            }
        }
        return new LiveValues(present, missing);
    }

    private static void placeholder(
            String key, Placeholders placeholders, Map<String, String> present, Set<String> missing) {
        try {
            placeholders
                    .fill(key)
                    .filter(value -> !value.isEmpty())
                    .ifPresentOrElse(value -> present.put(key, digest(value.getBytes(UTF_8))), () -> missing.add(key));
        } catch (IllegalArgumentException e) {
            missing.add(key);
        } catch (RuntimeException e) { // the API server is away: the value is what it was
            LOG.debug("{} could not be asked for: {}", key, e.toString());
        }
    }

    private static String digest(byte[] value) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** These values, and those of before where there is none now. */
    LiveValues over(LiveValues before) {
        Map<String, String> all = new HashMap<>(before.present());
        all.putAll(present);
        return new LiveValues(all, missing);
    }

    /** What is another value than before. */
    Set<String> changedSince(LiveValues before) {
        Set<String> changed = new TreeSet<>();
        present.forEach((key, value) -> {
            if (!value.equals(before.present().get(key))) {
                changed.add(key);
            }
        });
        return changed;
    }
}
