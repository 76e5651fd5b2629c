package io.github.tektoncourier.enrich;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.Scope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the run of a pod. A pod's Event may be here before the ledger knows the run that names the pod: always for a
 * moment, and for longer while runs are listed or caught up with. So it is worth a wait, which is measured so that
 * however many Events wait, the stream is late by one wait, not by their sum.
 */
final class PodRuns {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration FIRST_LIST = Duration.ofMinutes(1);
    private static final Duration BETWEEN = Duration.ofMillis(200);

    /** {@code <run>-pod}, {@code <run>-pod-retry1}; earlier Tektons made {@code <run>-pod-x7k2p}. */
    private static final Pattern TEKTONS = Pattern.compile(".*-pod(-[a-z0-9]+)?");

    /** Since when the ledger has not come further than this. */
    private record Standstill(Optional<Instant> reached, Instant since) {}

    private final Known known;
    private final String labelSelector;
    private final Clock clock;
    private final Pause pause;
    private final Map<Scope, Standstill> standstills = new ConcurrentHashMap<>();

    PodRuns(Known known, String labelSelector, Clock clock, Pause pause) {
        this.known = known;
        this.labelSelector = labelSelector;
        this.clock = clock;
        this.pause = pause;
    }

    static boolean couldBeTektons(String podName) {
        return TEKTONS.matcher(podName).matches();
    }

    /** The run that made the pod; in most cases without a wait. */
    Optional<KnownRun> of(Change change, KubernetesEvent event) {
        KubernetesEvent.Involved pod = event.involved();
        Optional<KnownRun> run = known.ofPod(pod.namespace(), pod.name(), pod.uid());
        if (run.isEmpty() && couldBeTektons(pod.name())) {
            Scope runs = new Scope(
                    change.scope().cluster(),
                    RunKind.TASK_RUN.plural(),
                    change.scope().namespace(),
                    labelSelector);
            Instant came = clock.instant();
            while (run.isEmpty() && isWorthWaiting(runs, event.time(), came)) {
                if (!pause.take(BETWEEN)) {
                    throw new IllegalStateException(
                            "the courier stops; this core Event is read again after the next start");
                }
                run = known.ofPod(pod.namespace(), pod.name(), pod.uid());
            }
        }
        return run.isPresent() ? run : known.ofPod(pod.namespace(), pod.name());
    }

    private boolean isWorthWaiting(Scope runs, @Nullable Instant time, Instant came) {
        if (time == null || time.isAfter(came.plus(PATIENCE))) {
            return false; // no clock is so far ahead: such an Event would hold up all others
        }
        Instant young = (time.isBefore(came) ? time : came).plus(PATIENCE);
        Instant now = clock.instant();
        // Both waits run at the same time, so that together they are no longer than one.
        return isCatchingUp(runs, time, now) || now.isBefore(young);
    }

    /** Whether the ledger has not come to the Event's time yet, but goes on towards it. */
    private boolean isCatchingUp(Scope runs, Instant time, Instant now) {
        Optional<Instant> reached = known.reached(runs);
        Standstill still = standstills.compute(
                runs,
                (scope, before) ->
                        before != null && before.reached().equals(reached) ? before : new Standstill(reached, now));
        return now.isBefore(still.since().plus(reached.isPresent() ? PATIENCE : FIRST_LIST))
                && (reached.isEmpty() || reached.get().isBefore(time));
    }
}
