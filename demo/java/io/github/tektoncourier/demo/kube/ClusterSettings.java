package io.github.tektoncourier.demo.kube;

import java.time.Clock;
import java.time.Duration;

/**
 * How an embedded cluster is set up.
 *
 * @param port 0 takes a free one
 * @param bookmarkEvery how often a watch that asked for bookmarks gets one
 * @param historyBytes how much history each resource keeps before it forgets the oldest
 * @param clock where creationTimestamp comes from
 */
public record ClusterSettings(int port, Duration bookmarkEvery, long historyBytes, Clock clock) {

    public static ClusterSettings onPort(int port) {
        return new ClusterSettings(port, Duration.ofMinutes(1), 64L << 20, Clock.systemUTC());
    }

    public ClusterSettings withBookmarkEvery(Duration every) {
        return new ClusterSettings(port, every, historyBytes, clock);
    }

    public ClusterSettings withHistoryBytes(long bytes) {
        return new ClusterSettings(port, bookmarkEvery, bytes, clock);
    }

    public ClusterSettings withClock(Clock other) {
        return new ClusterSettings(port, bookmarkEvery, historyBytes, other);
    }
}
