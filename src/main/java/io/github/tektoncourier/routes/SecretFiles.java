package io.github.tektoncourier.routes;

import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.routes.check.kamelet.KameletRules;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Owner;
import io.github.tektoncourier.text.Secrets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows the secrets of sink files: of the version that runs, and of the one that was read last, which may be refused.
 * What is told of a file has none of them, and shows placeholders as they stand in the file.
 */
final class SecretFiles {

    private static final int LONGEST = 1_000;
    private static final int MOST_REPLACED = 1_000;

    private final Secrets secrets = Secrets.ofProcess();
    private final KameletRules kamelets;
    private final Map<String, Version> read = new HashMap<>();
    private final Map<String, Version> running = new HashMap<>();
    private final Deque<Version> replaced = new ArrayDeque<>();

    SecretFiles(KameletRules kamelets) {
        this.kamelets = kamelets;
    }

    private record Version(Owner owner, FileValues values) {}

    /**
     * Takes the secrets of a file as it is now, which is to be checked or started.
     *
     * @param resolver the value of what stands between the braces of a placeholder
     */
    void read(RouteFile file, Set<String> subscriptions, Function<String, Optional<String>> resolver) {
        Version version = new Version(secrets.owner(file.name()), new FileValues(resolver));
        subscriptions.forEach(version.owner()::alias);
        FileSecrets.find(file, version.owner(), version.values(), kamelets);
        close(read.put(file.name(), version), running.get(file.name()));
    }

    /** The file runs as it was read last. */
    void started(String file, Set<String> subscriptions) {
        Version version = read.get(file);
        if (version != null) {
            subscriptions.forEach(version.owner()::alias);
            close(running.put(file, version), version);
        }
    }

    /** The file does not run any more. */
    void ended(String file) {
        Version before = running.remove(file);
        Version last = read.get(file);
        if (before != null && before.equals(last)) {
            read.remove(file);
        }
        close(before, null);
    }

    /** Does something with a file, and what is logged meanwhile has none of its secrets. */
    <T> T about(String file, Supplier<T> work) {
        return secrets.about(file, work);
    }

    /** A text about a file with placeholders as they stand in it. */
    String unfilled(String file, String text) {
        Version version = read.get(file);
        return version == null ? text : version.values().unfilled(text);
    }

    /** The problems of a file in words that may be told. */
    List<Problem> told(String file, List<Problem> problems) {
        return about(file, () -> problems.stream()
                .map(problem -> problem.saying(LogText.line(unfilled(file, problem.what()), LONGEST)))
                .toList());
    }

    /** What the file runs with is about to be replaced; it stays secret, because what was sent with it may be told later. */
    void keep(String file) {
        Version version = running.get(file);
        if (version != null && !replaced.contains(version)) {
            replaced.addLast(version);
            if (replaced.size() > MOST_REPLACED) {
                replaced.removeFirst().owner().close();
            }
        }
    }

    private void close(@Nullable Version version, @Nullable Version kept) {
        if (version != null && !version.equals(kept) && !replaced.contains(version)) {
            version.owner().close();
        }
    }
}
