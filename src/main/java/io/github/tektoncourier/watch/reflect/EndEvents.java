package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.KubernetesEventReader;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.UnreadableException;
import io.github.tektoncourier.watch.api.ApiException;
import io.github.tektoncourier.watch.api.ApiServer;
import io.github.tektoncourier.watch.api.Resource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The core Events by which Tekton's controllers said that runs ended between two watches. They are fetched before the
 * runs are listed: a run that such an Event names existed before the list, so when the list lacks it, it is deleted and
 * not merely younger than the list.
 */
final class EndEvents {
    /** Clocks of controllers, API server and courier differ. */
    static final Duration SLACK = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(EndEvents.class);
    private static final Set<String> REASONS = Set.of("Succeeded", "Failed");
    private static final int TRIES = 5;
    private static final int MOST = 20_000;

    private final ApiServer api;
    private final RunKind kind;
    private final String namespace;
    private final Instant from;
    private final Clock clock;
    private final WatchStatus status;
    private final String words;
    private Map<String, KubernetesEvent> latest = new HashMap<>();
    private Map<String, KubernetesEvent> late = Map.of();
    private Instant until = Instant.MIN;
    private boolean full;
    private boolean givenUp;
    private int failures;

    /** @param reached when the scope was last known to be in sync. Controllers of custom tasks record no such Events */
    EndEvents(ApiServer api, RunKind kind, Resource runs, Instant reached, Clock clock, WatchStatus status) {
        this.api = api;
        this.kind = kind;
        this.namespace = runs.namespace();
        this.words = runs.words();
        this.from = reached.minus(SLACK);
        this.clock = clock;
        this.status = status;
    }

    /**
     * Drops the Events of before and fetches them again. After a few failures it gives up, because Events are only a
     * hint.
     */
    void gather() throws ApiException, InterruptedException {
        latest.clear();
        late = Map.of();
        full = false;
        try {
            fetch();
        } catch (ApiException e) {
            latest.clear();
            failed(e);
        }
    }

    /**
     * Fetches again, for runs that the list has proven to be deleted: they may have ended between the first fetch and
     * the list. Says nothing of runs that were never seen, because those may be younger than the list.
     */
    void lookAgain() throws InterruptedException {
        Map<String, KubernetesEvent> first = latest;
        latest = new HashMap<>();
        try {
            fetch();
            late = latest;
        } catch (ApiException e) {
            LOG.debug("Watch of {}: {}", words, e.words());
        } finally {
            latest = first;
        }
    }

    private void fetch() throws ApiException, InterruptedException {
        if (givenUp || kind == RunKind.CUSTOM_RUN) {
            return;
        }
        until = clock.instant().plus(SLACK);
        new Listing(api, Resource.ends(kind, namespace), this::take).read(status);
    }

    private void failed(ApiException e) throws ApiException {
        failures++;
        if (e.status() == 403 || failures == TRIES) {
            givenUp = true;
            LOG.warn(
                    "Watch of {}: how runs ended that ended and were deleted while nobody watched is not told, only that"
                            + " they were deleted: {}",
                    words,
                    e.words());
        } else {
            // A failed list of Events does not invalidate the cursor of the runs.
            boolean gone = e.kind() == ApiException.Kind.GONE;
            throw gone ? new ApiException(ApiException.Kind.PASSING, e.words()) : e;
        }
    }

    /** The Event that says how this run ended; absent when there is none for its UID. */
    Optional<KubernetesEvent> of(KnownRun run) {
        return Optional.ofNullable(late.getOrDefault(run.uid(), latest.get(run.uid())))
                .filter(event -> event.involved().run().equals(Optional.of(run)));
    }

    /** Events that were stored before the list. */
    Collection<KubernetesEvent> all() {
        return latest.values();
    }

    private void take(byte[] bytes, int offset, int length) {
        KubernetesEvent event;
        try {
            event = KubernetesEventReader.read(bytes, offset, length);
        } catch (UnreadableException e) {
            status.unreadable();
            return;
        }
        if (says(event)) {
            keep(event);
        }
    }

    private boolean says(KubernetesEvent event) {
        Instant time = event.time();
        return time != null
                && !time.isBefore(from)
                && !time.isAfter(until)
                && REASONS.contains(event.reason())
                && event.component().equals(kind.kind())
                && event.involved()
                        .run()
                        .filter(run -> run.kind() == kind && run.namespace().equals(event.namespace()))
                        .isPresent();
    }

    private void keep(KubernetesEvent event) {
        String uid = event.involved().uid();
        if (latest.size() >= MOST && !latest.containsKey(uid)) {
            if (!full) {
                full = true;
                LOG.warn(
                        "Watch of {}: more than {} runs ended while nobody watched; of the rest of those that were"
                                + " deleted, too, it is only told that they were deleted",
                        words,
                        MOST);
            }
            return;
        }
        latest.merge(uid, event.withoutJson(), EndEvents::later);
    }

    private static KubernetesEvent later(KubernetesEvent one, KubernetesEvent other) {
        int byTime = time(one).compareTo(time(other));
        return byTime > 0 || (byTime == 0 && version(one) > version(other)) ? one : other;
    }

    private static Instant time(KubernetesEvent event) {
        Instant time = event.time();
        return time == null ? Instant.MIN : time;
    }

    /** Times are whole seconds; between equal ones the later stored Event wins. */
    private static long version(KubernetesEvent event) {
        try {
            return Long.parseLong(event.resourceVersion());
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
