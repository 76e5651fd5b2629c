package io.github.tektoncourier.watch;

import io.github.tektoncourier.watch.reflect.ScopeWatcher;
import io.github.tektoncourier.watch.reflect.WatchState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The running watchers of one consumer, by namespace. */
final class ScopeWatchers {
    private static final Duration JOIN = Duration.ofSeconds(5);

    private final Map<String, List<ScopeWatcher>> running = new TreeMap<>();
    private boolean closed;

    List<WatchState> states() {
        return all().stream().map(ScopeWatcher::state).toList();
    }

    private synchronized List<ScopeWatcher> all() {
        return running.values().stream().flatMap(List::stream).toList();
    }

    /** Starts them, unless a stop came first. */
    synchronized void start(String namespace, List<ScopeWatcher> watchers) {
        if (!closed) {
            running.merge(namespace, watchers, (one, more) -> Stream.concat(one.stream(), more.stream())
                    .toList());
            watchers.forEach(ScopeWatcher::start);
        }
    }

    /** Ends those of a namespace; what is on its way through the route is carried through. */
    void stop(String namespace) {
        List<ScopeWatcher> ended;
        synchronized (this) {
            ended = running.getOrDefault(namespace, List.of());
            running.remove(namespace);
        }
        ended.forEach(ScopeWatcher::stop);
        try {
            join(ended);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends all, for good. */
    void stop() throws InterruptedException {
        List<ScopeWatcher> ended;
        synchronized (this) {
            closed = true;
            ended = all();
        }
        ended.forEach(ScopeWatcher::stop);
        join(ended);
    }

    private static void join(List<ScopeWatcher> ended) throws InterruptedException {
        for (ScopeWatcher watcher : ended) {
            watcher.join(JOIN);
        }
    }
}
