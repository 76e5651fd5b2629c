package io.github.tektoncourier.watch.namespaces;

import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.watch.api.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The namespaces that are watched one by one. One that goes is let go a little later, because the deletions of its runs
 * come by watches of their own; one that comes back meanwhile was never let go.
 */
public final class SelectedNamespaces {

    /** Starts and ends the watches. */
    public interface Watches {
        /** One request for each kind covers all namespaces; called once, and nothing else then. */
        void everywhere(String scope);

        /**
         * Begins to watch a namespace.
         *
         * @param atStart whether it was in the first list
         * @throws ApiException when it cannot be said yet what its first list tells; the namespace is given again
         */
        void begin(String namespace, Instant created, boolean atStart) throws ApiException, InterruptedException;

        void end(String namespace);
    }

    private static final Logger LOG = LoggerFactory.getLogger(SelectedNamespaces.class);
    private static final int MOST_NAMED = 10;

    private final Watches watches;
    private final ScheduledExecutorService timer;
    private final Duration grace;
    private final int most;
    private final String words;
    private final Set<String> watched = new TreeSet<>();
    private final Map<String, Instant> waiting = new TreeMap<>(); // beyond the most
    private final Map<String, ScheduledFuture<?>> leaving = new HashMap<>();
    private String saidRefused = "";
    private boolean saidNone;
    private boolean started;

    /** @param grace how long a namespace that went is watched on */
    public SelectedNamespaces(
            NamespaceSelection selection, Watches watches, ScheduledExecutorService timer, Duration grace, int most) {
        this.words = selection.words();
        this.watches = watches;
        this.timer = timer;
        this.grace = grace;
        this.most = most;
    }

    void everywhere(String scope) {
        watches.everywhere(scope);
    }

    /** What a complete list has. */
    synchronized void are(Map<String, Instant> present) throws ApiException, InterruptedException {
        for (String namespace : watched) {
            if (!present.containsKey(namespace)) {
                leaves(namespace);
            }
        }
        waiting.keySet().retainAll(present.keySet());
        for (Map.Entry<String, Instant> one : new TreeMap<>(present).entrySet()) {
            change(one.getKey(), true, one.getValue());
        }
        started = true;
        if (watched.isEmpty() && !saidNone) {
            saidNone = true;
            LOG.warn(
                    "Watch of {}: there are none. A misspelt name, glob or label? They are watched once they are there.",
                    words);
        }
        sayRefused();
    }

    /** What a watch says of one. */
    synchronized void change(String namespace, boolean there, Instant created)
            throws ApiException, InterruptedException {
        if (!there) {
            waiting.remove(namespace);
            if (watched.contains(namespace)) {
                leaves(namespace);
            }
            return;
        }
        ScheduledFuture<?> going = leaving.remove(namespace);
        if (going != null) {
            going.cancel(false);
        }
        if (watched.contains(namespace)) {
            return;
        }
        if (watched.size() >= most) {
            waiting.put(namespace, created);
            sayRefused();
            return;
        }
        watches.begin(namespace, created, !started);
        watched.add(namespace);
        waiting.remove(namespace);
    }

    /** Which namespaces are not watched because there are too many, in words; empty when all are. */
    synchronized String refused() {
        if (waiting.isEmpty()) {
            return "";
        }
        return (watched.size() + waiting.size()) + " namespaces are selected, and each has watches of its own: at most "
                + most + " are watched. Not watched: "
                + String.join(", ", waiting.keySet().stream().limit(MOST_NAMED).toList())
                + (waiting.size() > MOST_NAMED ? " and " + (waiting.size() - MOST_NAMED) + " more" : "")
                + ". Select fewer, or write globs without labels, which need one watch for all where a ClusterRole"
                + " grants it.";
    }

    private void sayRefused() {
        String refused = refused();
        if (!refused.isEmpty() && !refused.equals(saidRefused)) {
            LOG.warn("Watch of {}: {}", words, refused);
        }
        saidRefused = refused;
    }

    private void leaves(String namespace) {
        leaving.computeIfAbsent(
                namespace, name -> timer.schedule(() -> letGo(name), grace.toMillis(), TimeUnit.MILLISECONDS));
    }

    private synchronized void letGo(String namespace) {
        if (leaving.remove(namespace) == null) {
            return; // it came back
        }
        watched.remove(namespace);
        LOG.info("Watch of {}: {} is gone or no longer selected; its watch ends", words, LogText.line(namespace));
        watches.end(namespace);
        admit();
    }

    /** Lets one that waited take the place that is free. */
    private void admit() {
        for (Map.Entry<String, Instant> one : new TreeMap<>(waiting).entrySet()) {
            try {
                change(one.getKey(), true, one.getValue());
            } catch (ApiException e) {
                LOG.debug("Watch of {}: {}", words, e.words());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        sayRefused();
    }
}
