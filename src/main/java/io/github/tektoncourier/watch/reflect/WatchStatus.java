package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.watch.reflect.WatchState.Phase;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Collects what one watcher does; health, metrics and the status page read it as a {@link WatchState}. */
public final class WatchStatus {
    private final String scope;
    private final Clock clock;
    private Phase phase = Phase.LISTING;
    private Instant since;
    private @Nullable Instant lastHeard;
    private @Nullable Instant troubledSince;
    private String error = "";
    private boolean absent;
    private boolean silent;
    private long lists;
    private long watches;
    private long received;
    private long unreadable;
    private long setAside;

    public WatchStatus(String scope, Clock clock) {
        this.scope = scope;
        this.clock = clock;
        this.since = clock.instant();
    }

    /**
     * Starts a list.
     *
     * @param fresh false when a list that failed goes on
     */
    public synchronized void listing(boolean fresh) {
        enter(Phase.LISTING);
        lists += fresh ? 1 : 0;
    }

    /** The API server has opened a watch, which proves that it is there, also where nothing happens. */
    public synchronized void watching() {
        enter(Phase.WATCHING);
        lastHeard = clock.instant();
        watches++;
        error = "";
        absent = false;
        if (silent) {
            silent = false;
            troubledSince = null;
        }
    }

    /** Ends a failure; false when there was none. */
    public synchronized boolean healthy() {
        boolean recovered = troubledSince != null;
        troubledSince = null;
        return recovered;
    }

    /** Nothing came for too long. Whether that is a failure shows the next watch: it opens or does not. */
    synchronized void silent(String reason) {
        boolean first = troubledSince == null;
        waiting(reason, false);
        silent = first;
    }

    public synchronized void waiting(String reason, boolean notServed) {
        enter(Phase.WAITING);
        error = reason;
        absent = notServed;
        silent = false;
        if (troubledSince == null) {
            troubledSince = clock.instant();
        }
    }

    public synchronized void stopped() {
        enter(Phase.STOPPED);
    }

    public synchronized void heard() {
        lastHeard = clock.instant();
    }

    synchronized void received() {
        received++;
    }

    synchronized void unreadable() {
        unreadable++;
    }

    synchronized void setAside() {
        setAside++;
    }

    public synchronized WatchState state() {
        return new WatchState(
                scope,
                phase,
                since,
                lastHeard,
                troubledSince,
                error,
                absent,
                watches > 0,
                Math.max(0, lists - 1),
                Math.max(0, watches - 1),
                received,
                unreadable,
                setAside);
    }

    private void enter(Phase next) {
        if (phase != next) {
            phase = next;
            since = clock.instant();
        }
    }
}
