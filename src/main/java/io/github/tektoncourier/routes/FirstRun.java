package io.github.tektoncourier.routes;

import io.github.tektoncourier.routes.check.file.Problem;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Whether every sink file that is on has run once since the process started. Until then a rollout is not over: what keeps a
 * file from running is a wrong file or a missing secret of the installation. Once it is so, a file that is refused later
 * does not undo it.
 */
public final class FirstRun {

    private final Set<String> ran = new HashSet<>();
    private volatile Map<String, List<Problem>> refused = Map.of();
    private volatile List<Problem> awaited = List.of();
    private volatile Set<String> missing = Set.of();
    private boolean over;

    /**
     * What a look at the folder came to.
     *
     * @param refused by file, why it does not run as it is
     * @param off whether a precondition turns a refused file off
     */
    synchronized void noted(Collection<String> running, Map<String, List<Problem>> refused, Predicate<String> off) {
        this.refused = Map.copyOf(refused);
        ran.addAll(running);
        if (!over) {
            Map<String, List<Problem>> left = new TreeMap<>(refused);
            left.keySet().removeIf(file -> ran.contains(file) || off.test(file));
            awaited = left.values().stream().flatMap(List::stream).toList();
            over = left.isEmpty();
        }
    }

    /** These values are gone, and what was started with them goes on. */
    void missing(Set<String> lines) {
        missing = Set.copyOf(lines);
    }

    /** Values that are gone while their sinks go on with the last ones. */
    public List<String> missing() {
        return missing.stream().sorted().toList();
    }

    /** What keeps files from their first run; empty for good once each had it. */
    public List<String> awaited() {
        return awaited.stream().map(Problem::toString).toList();
    }

    /** What is wrong now, whether or not an earlier version of the file runs. */
    public List<String> refused() {
        return new TreeMap<>(refused)
                .values().stream().flatMap(List::stream).map(Problem::toString).toList();
    }
}
