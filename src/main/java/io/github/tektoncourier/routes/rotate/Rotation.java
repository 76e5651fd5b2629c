package io.github.tektoncourier.routes.rotate;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which sink files run with values that are not those of now. A change counts when two looks see the same, because a key
 * and its certificate are written one after the other. A value that is gone changes nothing: what ran with it goes on.
 */
public final class Rotation {

    private static final Logger LOG = LoggerFactory.getLogger(Rotation.class);

    private final Map<String, Watched> files = new TreeMap<>();

    private static final class Watched {
        private final LiveValues started;
        private LiveValues seen;
        private @Nullable LiveValues tried;
        private Set<String> missing = Set.of();

        Watched(LiveValues started) {
            this.started = started;
            this.seen = started;
        }
    }

    /** A file runs with these values. */
    public void started(String file, LiveValues values) {
        if (values.equals(LiveValues.NONE)) {
            files.remove(file);
        } else {
            files.put(file, new Watched(values));
        }
    }

    /** A file does not run any more. */
    public void ended(String file) {
        files.remove(file);
    }

    /**
     * Takes a look.
     *
     * @return the placeholders and paths whose values the file should now be started with; empty for none, and for those
     *     with which it was tried already
     */
    public Set<String> look(String file, LiveValues now) {
        Watched watched = files.get(file);
        if (watched == null) {
            return Set.of();
        }
        say(file, watched, now);
        LiveValues merged = now.over(watched.seen);
        boolean rests = merged.present().equals(watched.seen.present());
        watched.seen = merged;
        Set<String> changed = merged.changedSince(watched.started);
        boolean again = watched.tried != null && merged.present().equals(watched.tried.present());
        if (!rests || changed.isEmpty() || again) {
            return Set.of();
        }
        watched.tried = merged;
        return changed;
    }

    private static void say(String file, Watched watched, LiveValues now) {
        Set<String> gone = new TreeSet<>(now.missing());
        gone.retainAll(watched.started.present().keySet());
        for (String key : gone) {
            if (!watched.missing.contains(key)) {
                LOG.warn(
                        "Sink {}: {} is gone. The sink goes on with the last value. Put it back: after a restart the file"
                                + " would be refused.",
                        file,
                        key);
            }
        }
        for (String key : watched.missing) {
            if (now.present().containsKey(key)) {
                LOG.info("Sink {}: {} is there again.", file, key);
            }
        }
        watched.missing = gone;
    }

    /** What is gone and goes on with its last value, one line each. */
    public Set<String> missing() {
        Set<String> missing = new TreeSet<>();
        files.forEach((file, watched) -> watched.missing.forEach(key ->
                missing.add(file + ": " + key + " is gone; the sink goes on with the last value. Put it back.")));
        return missing;
    }
}
