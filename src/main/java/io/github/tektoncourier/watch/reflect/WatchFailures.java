package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.text.Reminder;
import io.github.tektoncourier.watch.api.ApiException;
import io.github.tektoncourier.watch.api.RequestPacing;
import io.github.tektoncourier.watch.api.Resource;
import io.github.tektoncourier.watch.api.WatchProbe;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Decides what follows from a watcher's failures: whether the cursor is lost, what is logged, and how long to wait. Not
 * thread-safe: used by the watcher's thread only.
 */
final class WatchFailures {
    private static final Logger LOG = LoggerFactory.getLogger(ScopeWatcher.class);
    private static final Duration DENIED_CAP = Duration.ofSeconds(10);
    private static final Duration INSTANT = Duration.ofSeconds(2);
    private static final int INSTANT_CLOSES = 3;

    /** How long a server that closes every watch at once is asked again before its runs are listed instead. */
    private static final Duration CLOSES_PATIENCE = Duration.ofMinutes(1);

    /** A restore of the store takes longer than this; most broken connections are back sooner. */
    private static final Duration EXCHANGE = Duration.ofSeconds(2);

    private static final Duration PACE = Duration.ofSeconds(1);
    private static final int LONGEST_DOUBLING = 4;

    private final WatchTools tools;
    private final Resource resource;
    private final RequestPacing pacing;
    private final WatchStatus status;
    private final Clock clock;
    private final WatchBackoff backoff;
    private final Reminder reminder;
    private final RelistBackoff relists = new RelistBackoff();

    private @Nullable Instant unsureSince;
    private @Nullable Instant awaySince = Instant.MIN; // unknown at the start
    private boolean closedAtOnce;
    private int inARow; // watches that the server ended as it does when the cursor is lost
    private int closes; // at once, since the last list
    private Instant closesSince = Instant.MIN;
    private boolean othersStayOpen; // a watch from the server's own version is not closed at once

    WatchFailures(WatchTools tools) {
        this.tools = tools;
        this.resource = tools.resource();
        this.pacing = tools.api().pacing();
        this.status = tools.status();
        this.clock = tools.clock();
        this.backoff = new WatchBackoff(tools.random());
        this.reminder = new Reminder(LOG, clock, "Watch of " + resource.words());
        this.unsureSince = Instant.MIN; // before a trouble nothing can be learnt that it makes wrong
    }

    /** Since when it is unknown whether the API server is still as far as it was seen; null while that is known. */
    @Nullable
    Instant unsureSince() {
        return unsureSince;
    }

    /** Whether the failure has lasted long enough for the API server to have been replaced. */
    boolean wasAway() {
        Instant since = awaySince;
        return since != null && since.plus(EXCHANGE).isBefore(clock.instant());
    }

    /** The API server has reached the cursor. */
    void sure() {
        unsureSince = null;
        awaySince = null;
    }

    /** A list is complete. After watches that ended at once that proves nothing about the next watch. */
    void listed() {
        sure();
        if (inARow == 0) {
            healthy();
        }
    }

    void healthy() {
        inARow = 0;
        forgetCloses();
        backoff.reset();
        if (status.healthy()) {
            reminder.over();
        }
    }

    /** Reports the failure where it needs attention, and waits before the next attempt. */
    void failed(ApiException trouble, boolean whileListing) throws InterruptedException {
        unsureSince = closedAtOnce ? unsureSince : clock.instant();
        awaySince = awaySince == null ? clock.instant() : awaySince;
        closedAtOnce = false;
        boolean gone = trouble.kind() == ApiException.Kind.GONE;
        boolean expected = trouble.kind() == ApiException.Kind.SILENT && !whileListing;
        Duration rest = gone ? relists.rest(clock.instant()) : Duration.ZERO;
        if (expected || (gone && inARow++ == 0 && rest.isZero())) {
            // Routine for resources without changes, of which some servers send no bookmarks.
            if (expected) {
                status.silent(trouble.words());
            }
            LOG.atLevel(gone && resource.runs() != null ? Level.INFO : Level.DEBUG)
                    .log("Watch of {}: begins anew, {}", resource.words(), trouble.words());
        } else {
            complainAndWait(trouble, rest);
        }
    }

    private void complainAndWait(ApiException trouble, Duration atLeast) throws InterruptedException {
        boolean absent = trouble.kind() == ApiException.Kind.ABSENT;
        boolean denied = trouble.kind() == ApiException.Kind.DENIED;
        Duration wait = backoff.next(absent || denied ? DENIED_CAP : WatchBackoff.CAP);
        status.waiting(trouble.words(), absent);
        if (backoff.failures() > 1 || absent || denied) {
            reminder.about(trouble.words());
        }
        Thread.sleep(Stream.of(wait, trouble.retryAfter(), atLeast)
                .mapToLong(Duration::toMillis)
                .max()
                .orElse(0));
    }

    /**
     * The server ended the watch: after the agreed time, or at once because its history no longer reaches back to the
     * cursor (kubernetes#104171), or for a reason of its own that passes.
     */
    void closed(Duration lived, boolean saidSomething) throws ApiException, InterruptedException {
        if (saidSomething || lived.compareTo(INSTANT) > 0) {
            healthy();
            Duration rest = PACE.minus(lived);
            Thread.sleep(Math.max(0, rest.toMillis()));
            return;
        }
        inARow += othersStayOpen ? 0 : 1;
        closesSince = closes++ == 0 ? clock.instant() : closesSince;
        boolean lost = closes >= INSTANT_CLOSES && isLost();
        closedAtOnce = true; // so the server is reachable
        // One that only confirms is asked for soon.
        Duration least =
                othersStayOpen && !lost ? PACE : PACE.multipliedBy(1L << Math.min(inARow - 1, LONGEST_DOUBLING));
        if (lost) {
            forgetCloses();
        }
        throw new ApiException(
                lost ? ApiException.Kind.GONE : ApiException.Kind.PASSING,
                "the API server closes the watch at once" + (lost ? ", as it does when our place is lost" : ""),
                200,
                pacing.next(clock.instant(), least, lost));
    }

    /**
     * Whether to list. A list passes over runs that came and went meanwhile, so a watch of runs is lost only when the
     * server keeps a watch from its own version open and closes the one from the cursor again behind that.
     */
    private boolean isLost() throws ApiException, InterruptedException {
        if (resource.runs() == null
                || othersStayOpen
                || closesSince.plus(CLOSES_PATIENCE).isBefore(clock.instant())) {
            return true;
        }
        String version = Listing.currentVersion(tools.api(), resource, (bytes, offset, length) -> {}, status);
        othersStayOpen = WatchProbe.staysOpen(tools.api(), resource, version, INSTANT);
        return false;
    }

    private void forgetCloses() {
        closes = 0;
        othersStayOpen = false;
    }
}
