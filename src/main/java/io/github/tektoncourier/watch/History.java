package io.github.tektoncourier.watch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * How far the API server's history reaches. After its store came back from a backup that is less far than we have seen,
 * and then a watch says nothing at all, and no error either, until the server has caught up: what happens until then
 * would be lost. Shared by the watches of one stream, so that a start asks once.
 */
final class History {
    private static final Duration FRESH = Duration.ofSeconds(2);

    private final ApiServer api;
    private final Clock clock;
    private long reached = -1;
    private Instant asked = Instant.MIN;

    History(ApiServer api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    /**
     * Throws GONE when the server has never been where this version is. Versions that are no numbers tell nothing.
     *
     * @param since when it became unsure: what was learnt before is of the time before the trouble
     */
    synchronized void mustReach(Resource resource, String version, Instant since, Pulse pulse)
            throws ApiException, InterruptedException {
        long ours = number(version);
        if (ours < 0 || (ours <= reached && knownSince(since))) {
            return;
        }
        long theirs = current(resource, pulse);
        reached = theirs;
        asked = clock.instant();
        if (theirs >= 0 && theirs < ours) {
            throw new ApiException(
                    ApiException.Kind.GONE,
                    "the API server is at resourceVersion " + theirs + " where it was at " + ours
                            + " before: its store was restored");
        }
    }

    private boolean knownSince(Instant since) {
        return !asked.isBefore(since) && asked.plus(FRESH).isAfter(clock.instant());
    }

    /** Who may not list cannot know it. */
    private long current(Resource resource, Pulse pulse) throws ApiException, InterruptedException {
        try {
            return number(Listing.currentVersion(api, resource, pulse));
        } catch (ApiException e) {
            if (e.kind() == ApiException.Kind.DENIED) {
                return -1;
            }
            throw e;
        }
    }

    /** Kubernetes compares them as numbers since 1.35 (KEP-5504), and etcd's always were. */
    private static long number(String version) {
        try {
            return Long.parseLong(version);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
