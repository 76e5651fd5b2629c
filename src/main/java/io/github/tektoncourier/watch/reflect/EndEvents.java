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
 * runs are listed: then what they are about was there before the list, and what that list lacks is gone,
 * not merely younger than it.
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

    /** {@code reached} is when the scope was last known to be in sync; custom tasks' controllers have no such Events. */
    EndEvents(ApiServer api, RunKind kind, Resource runs, Instant reached, Clock clock, WatchStatus status) {
        this.api = api;
        this.kind = kind;
        this.namespace = runs.namespace();
        this.words = runs.words();
        this.from = reached.minus(SLACK);
        this.clock = clock;
        this.status = status;
    }

    /** Forgets what it had and asks anew. A hint holds up nothing for long: after some failures it goes without. */
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
     * Looks again, for runs of which the list has proven that they are gone: they may have ended and gone between the
     * first look and the list. Of runs that were never seen this says nothing, because they may be younger than the list.
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
            // Whatever became of this list, the place in the runs' history is another matter.
            boolean gone = e.kind() == ApiException.Kind.GONE;
            throw gone ? new ApiException(ApiException.Kind.PASSING, e.words()) : e;
        }
    }

    /** How a run ended, where an Event says so that is about this very run. */
    Optional<KubernetesEvent> of(KnownRun run) {
        return Optional.ofNullable(late.getOrDefault(run.uid(), latest.get(run.uid())))
                .filter(event -> event.involved().run().equals(Optional.of(run)));
    }

    /** Those that were there before the list. */
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

    /** Times are whole seconds, so the order of storing decides between equal ones. */
    private static long version(KubernetesEvent event) {
        try {
            return Long.parseLong(event.resourceVersion());
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
