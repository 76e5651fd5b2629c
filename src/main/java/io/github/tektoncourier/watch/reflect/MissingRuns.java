package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.Scope;
import io.github.tektoncourier.run.UnreadableException;
import io.github.tektoncourier.watch.api.ApiException;
import io.github.tektoncourier.watch.api.Resource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the runs that a complete list lacks and the ledger knows as live: they are deleted. A live run must never be
 * told as deleted, so a list with any doubt about it proves nothing.
 */
final class MissingRuns {
    private static final Logger LOG = LoggerFactory.getLogger(MissingRuns.class);
    private static final int AT_ONCE = 10_000;

    /** With a selector each missing run costs a GET; this bounds their rate and their total time. */
    private static final long PACE_MILLIS = 20;

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int FAILURES = 3;

    /** Moments that core Events alone can prove. */
    private static final String OF_KUBERNETES_EVENTS = "kubernetesevent";

    private final Resource resource;
    private final Scope scope;
    private final @Nullable FirstSight sight;
    private final Set<String> names;
    private final Known known;
    private final ChangeReader reader;
    private final Existence existence;
    private final @Nullable EndEvents ends;
    private final Clock clock;
    private final UidSet seen = new UidSet();
    private int nameless;
    private boolean lookedAgain;
    private int told;
    private int ended;
    private int undecided;
    private int failures;

    /**
     * {@code sight} is present in a scope's first list, when what it lacks was known by other scopes; {@code names} are
     * those of the cluster, for later lists; {@code ends} is absent where it is not known when the scope was last in sync.
     */
    MissingRuns(
            Resource resource,
            Scope scope,
            @Nullable FirstSight sight,
            Set<String> names,
            Known known,
            ChangeReader reader,
            Existence existence,
            @Nullable EndEvents ends,
            Clock clock) {
        this.resource = resource;
        this.scope = scope;
        this.sight = sight;
        this.names = Set.copyOf(names);
        this.known = known;
        this.reader = reader;
        this.existence = existence;
        this.ends = ends;
        this.clock = clock;
    }

    /** The list starts, or starts again. */
    void begin() throws ApiException, InterruptedException {
        seen.clear();
        nameless = 0;
        lookedAgain = false;
        if (ends != null) {
            ends.gather();
        }
    }

    /** Notes an object of the list. One without a UID could be any run that is missing later. */
    void listed(String uid) {
        if (uid.isEmpty()) {
            nameless++;
        } else {
            seen.add(uid);
        }
    }

    /** Tells the runs that a complete and durable list lacks. Returns the number of undecided ones. */
    int tell(boolean consistent) throws InterruptedException {
        if (!consistent || nameless > 0) {
            LOG.warn(
                    "Watch of {}: no run is taken for deleted by this list, because {}",
                    resource.words(),
                    consistent
                            ? nameless + " of its objects cannot be read, not even their UID"
                            : "its pages do not show the same moment");
            return 0;
        }
        Instant deadline = clock.instant().plus(PATIENCE);
        for (List<KnownRun> missing = missing(); !missing.isEmpty(); missing = missing()) {
            for (KnownRun run : missing) {
                seen.add(run.uid());
                if (!resource.selects() || isGone(run, deadline)) {
                    gone(run, last(run));
                }
            }
        }
        if (!resource.selects() && ends != null) {
            neverMet(ends);
        }
        if (told > 0) {
            LOG.info(
                    "Watch of {}: {} runs went while nobody watched; of {} of them it is known how they ended"
                            + " meanwhile",
                    resource.words(),
                    told,
                    ended);
        }
        return undecided;
    }

    /** Some of the runs that the ledger takes for alive and the list lacks; what is done with is marked as seen. */
    private List<KnownRun> missing() {
        List<KnownRun> missing = new ArrayList<>();
        places().forEach(one -> known.live(one, run -> {
            boolean ours = run.kind() == resource.runs() && scope.includes(run.namespace());
            if (ours && missing.size() < AT_ONCE && !seen.contains(run.uid())) {
                missing.add(run);
            }
        }));
        return missing;
    }

    /** The scopes whose runs the list must show. The ledger knows nothing of labels. */
    private List<Scope> places() {
        List<Scope> all = sight != null
                ? sight.places()
                : names.stream()
                        .flatMap(name -> FirstSight.meeting(known, scope.in(name)))
                        .toList();
        return resource.selects()
                ? all.stream()
                        .filter(one -> one.selector().equals(scope.selector()))
                        .toList()
                : all;
    }

    private boolean isGone(KnownRun run, Instant deadline) throws InterruptedException {
        if (failures < FAILURES && clock.instant().isBefore(deadline)) {
            try {
                Thread.sleep(PACE_MILLIS);
                return existence.of(run.namespace(), run.name(), run.uid()) == Existence.Answer.GONE;
            } catch (ApiException e) {
                failures++;
                LOG.debug("Watch of {}: {}", resource.words(), e.words());
            }
        }
        undecided++;
        return false;
    }

    /** Runs that came, ended and went between two watches. With a selector it is unknown whether they were selected. */
    private void neverMet(EndEvents events) throws InterruptedException {
        for (KubernetesEvent event : events.all()) {
            Optional<KnownRun> run = event.involved().run();
            if (run.isPresent()
                    && scope.includes(run.get().namespace())
                    && (sight == null || sight.wasWatched(run.get().namespace()))
                    && !seen.contains(run.get().uid())
                    && unknown(run.get().uid())) {
                gone(run.get(), run.get().bare());
            }
        }
    }

    /** An Event can name any UID, so it must not make a run of another scope count as deleted. */
    private boolean unknown(String uid) {
        return known.told(uid).stream().allMatch(moment -> moment.startsWith(OF_KUBERNETES_EVENTS));
    }

    private void gone(KnownRun run, Run last) throws InterruptedException {
        Optional<KubernetesEvent> end = last.done() ? Optional.empty() : end(run);
        if (end.isPresent()) {
            ended++;
            reader.concluded(Change.recovered(scope, last, end.get()));
        }
        told++;
        reader.concluded(Change.absent(scope, last));
    }

    private Optional<KubernetesEvent> end(KnownRun run) throws InterruptedException {
        if (ends == null) {
            return Optional.empty();
        }
        if (ends.of(run).isEmpty() && !lookedAgain) {
            lookedAgain = true;
            ends.lookAgain();
        }
        return ends.of(run);
    }

    /** The last snapshot of the run, where the ledger kept one. */
    private Run last(KnownRun run) {
        return known.latest(run.uid()).flatMap(json -> read(run, json)).orElseGet(run::bare);
    }

    private static Optional<Run> read(KnownRun run, byte[] json) {
        try {
            return Optional.of(RunReader.readStored(run.kind(), json))
                    .filter(found -> found.uid().equals(run.uid()));
        } catch (UnreadableException e) {
            LOG.debug("The last snapshot of run {} cannot be read: {}", run.uid(), e.getMessage());
            return Optional.empty();
        }
    }
}
