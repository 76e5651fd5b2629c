package io.github.tektoncourier.watch.reflect;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one watcher is doing, for health, metrics and the status page.
 *
 * @param scope in words, e.g. {@code taskruns in all namespaces}
 * @param since when this phase began
 * @param lastHeard last event, bookmark or other sign of life of the API server, absent before the first one
 * @param troubledSince absent when all is well, else when the trouble began that has not passed yet
 * @param error what is wrong and what to do; empty when nothing is
 * @param absent whether the trouble is that the resource's CRD is not installed
 * @param synced whether it has been watching at least once
 * @param relists lists after the first one
 * @param reconnects watches after the first one
 * @param received objects received by lists and watches
 * @param unreadable objects and frames that could not be read and were passed over
 * @param setAside changes that the route failed for four times; they are listed again later
 */
public record WatchState(
        String scope,
        Phase phase,
        Instant since,
        @Nullable Instant lastHeard,
        @Nullable Instant troubledSince,
        String error,
        boolean absent,
        boolean synced,
        long relists,
        long reconnects,
        long received,
        long unreadable,
        long setAside) {

    /** How long ago the API server was heard; before the first time, how long the watcher has been at it. */
    public Duration age(Instant now) {
        Duration age = Duration.between(lastHeard == null ? since : lastHeard, now);
        return age.isNegative() ? Duration.ZERO : age;
    }

    /** What the watcher does. */
    public enum Phase {
        LISTING,
        WATCHING,
        /** Waiting after a failure, until the next try. */
        WAITING,
        STOPPED
    }
}
