package io.github.tektoncourier.moment;

import io.github.tektoncourier.run.Attempt;
import io.github.tektoncourier.run.Condition;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What in a snapshot proves that something has happened to the run. Each is a function of the snapshot alone. */
final class RunProofs {

    private static final String STARTED = "Started";
    private static final String RUNNING = "Running";
    private static final String SKIPPED = "Skipped";

    private RunProofs() {}

    static List<Sighting> exists(Run run) {
        return List.of(Sighting.at(run.created()));
    }

    static List<Sighting> started(Run run) {
        boolean says = unknown(run, STARTED);
        Instant start = earliest(attempts(run), Attempt::startTime);
        if (start == null && !says) {
            return List.of();
        }
        Sighting seen = Sighting.at(start != null ? start : lastTransition(run));
        return List.of(says ? seen.because(STARTED) : seen);
    }

    /** Running, proven for good: a step has run or a child exists. */
    static List<Sighting> worked(Run run) {
        List<Instant> steps = stepTimes(run);
        if (steps.isEmpty() && run.children() == 0) {
            return List.of();
        }
        if (unknown(run, RUNNING)) {
            return List.of(Sighting.at(lastTransition(run)).because(RUNNING));
        }
        Instant first = steps.stream().min(Comparator.naturalOrder()).orElse(null);
        return List.of(Sighting.at(first != null ? first : earliest(attempts(run), Attempt::startTime)));
    }

    /** Running, proven only as long as the condition says so. */
    static List<Sighting> saysItRuns(Run run) {
        return unknown(run, RUNNING) && run.children() == 0 && stepTimes(run).isEmpty()
                ? List.of(Sighting.at(lastTransition(run)).because(RUNNING))
                : List.of();
    }

    static List<Sighting> waits(Run run) {
        Condition condition = run.current().condition();
        if (condition == null
                || !condition.isUnknown()
                || condition.reason().equals(STARTED)
                || condition.reason().equals(RUNNING)) {
            return List.of();
        }
        return List.of(Sighting.at(condition.lastTransitionTime())
                .because(condition.reason())
                .inAttempt(run.attempt(), Progress.fingerprint(run.kind(), condition)));
    }

    /** A CustomRun whose controller has said anything but an end. */
    static List<Sighting> goesOn(Run run) {
        Condition condition = run.current().condition();
        return condition != null && condition.isUnknown()
                ? List.of(Sighting.at(condition.lastTransitionTime()).because(condition.reason()))
                : List.of();
    }

    static List<Sighting> succeeded(Run run) {
        return ended(run, Condition::isTrue);
    }

    static List<Sighting> failed(Run run) {
        return ended(run, Condition::isFalse);
    }

    private static List<Sighting> ended(Run run, Predicate<Condition> end) {
        Condition condition = run.current().condition();
        if (condition == null || !end.test(condition)) {
            return List.of();
        }
        Instant completion = run.current().completionTime();
        return List.of(Sighting.at(completion != null ? completion : condition.lastTransitionTime())
                .because(condition.reason())
                .endedWith(Outcomes.of(condition)));
    }

    private static boolean unknown(Run run, String reason) {
        Condition condition = run.current().condition();
        return condition != null && condition.isUnknown() && condition.reason().equals(reason);
    }

    private static @Nullable Instant lastTransition(Run run) {
        return run.condition().map(Condition::lastTransitionTime).orElse(null);
    }

    /** Steps that a container's state proves to have run; Tekton also ends steps that never did, without a start. */
    private static List<Instant> stepTimes(Run run) {
        List<Instant> times = new ArrayList<>();
        for (Attempt attempt : run.retries()) {
            addStepTimes(attempt, times);
        }
        addStepTimes(run.current(), times);
        return times;
    }

    private static void addStepTimes(Attempt attempt, List<Instant> times) {
        for (Step step : attempt.steps()) {
            Step.Terminated end = step.terminated();
            Instant time = end == null ? step.runningSince() : end.startedAt();
            if (time != null && !step.terminationReason().equals(SKIPPED)) {
                times.add(time);
            }
        }
    }

    private static Stream<Attempt> attempts(Run run) {
        return Stream.concat(run.retries().stream(), Stream.of(run.current()));
    }

    private static @Nullable Instant earliest(Stream<Attempt> attempts, Function<Attempt, @Nullable Instant> time) {
        return attempts.map(time)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }
}
