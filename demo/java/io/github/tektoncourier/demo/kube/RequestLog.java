package io.github.tektoncourier.demo.kube;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Remembers the latest requests and counts all of them, by verb. */
public final class RequestLog {
    private static final int KEPT = 20_000;

    private final Deque<Request> latest = new ArrayDeque<>();
    private final Map<String, Long> counts = new TreeMap<>();

    synchronized void add(Request request) {
        latest.addLast(request);
        if (latest.size() > KEPT) {
            latest.removeFirst();
        }
        counts.merge(request.verb(), 1L, Long::sum);
    }

    /** The latest requests, oldest first. */
    public synchronized List<Request> latest() {
        return List.copyOf(latest);
    }

    /** How many requests there were, by verb. */
    public synchronized Map<String, Long> counts() {
        return Map.copyOf(counts);
    }

    /** How many of the latest requests had this verb and a path starting so. */
    public synchronized long count(String verb, String path) {
        return latest.stream()
                .filter(r -> r.verb().equals(verb) && r.path().startsWith(path))
                .count();
    }

    /** Starts counting anew. */
    public synchronized void clear() {
        latest.clear();
        counts.clear();
    }
}
