package io.github.tektoncourier.enrich;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.KubernetesEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Finds the run of a pod. A pod's first Event may be here before its run's status names the pod, so it is worth a short
 * wait. The wait is measured from the Event's own time: however many Events wait, the stream is late by one wait, not by
 * their sum.
 */
final class PodRuns {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration BETWEEN = Duration.ofMillis(200);

    /** {@code <run>-pod}, {@code <run>-pod-retry1}; earlier Tektons made {@code <run>-pod-x7k2p}. */
    private static final Pattern TEKTONS = Pattern.compile(".*-pod(-[a-z0-9]+)?");

    private final Known known;
    private final Clock clock;
    private final Pause pause;
    private final Map<String, Instant> firstSights = new ConcurrentHashMap<>();

    PodRuns(Known known, Clock clock, Pause pause) {
        this.known = known;
        this.clock = clock;
        this.pause = pause;
    }

    static boolean couldBeTektons(String podName) {
        return TEKTONS.matcher(podName).matches();
    }

    /** The run that made the pod; most often at once, for a young pod of Tekton's after a wait. */
    Optional<KnownRun> of(Change change, KubernetesEvent event) {
        KubernetesEvent.Involved pod = event.involved();
        Optional<KnownRun> run = known.ofPod(pod.namespace(), pod.name(), pod.uid());
        if (run.isEmpty() && couldBeTektons(pod.name())) {
            Instant deadline = deadline(change, event);
            while (run.isEmpty() && clock.instant().isBefore(deadline)) {
                if (!pause.take(BETWEEN)) {
                    throw new IllegalStateException(
                            "the courier stops; this core Event is read again after the next start");
                }
                run = known.ofPod(pod.namespace(), pod.name(), pod.uid());
            }
        }
        return run.isPresent() ? run : known.ofPod(pod.namespace(), pod.name());
    }

    private Instant deadline(Change change, KubernetesEvent event) {
        Instant now = clock.instant();
        if (change.silent()) {
            // Past Events of a first list; the runs' first list is under way. All of them together have one wait.
            return firstSights
                    .computeIfAbsent(change.scope().key(), scope -> now)
                    .plus(PATIENCE);
        }
        Instant time = event.time();
        if (time == null || time.isAfter(now.plus(PATIENCE))) {
            return now; // nobody's clock is so far ahead: an Event with such a time would hold up all others
        }
        return (time.isBefore(now) ? time : now).plus(PATIENCE);
    }
}
