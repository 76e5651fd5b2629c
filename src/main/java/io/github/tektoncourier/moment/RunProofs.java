package io.github.tektoncourier.moment;

import io.github.tektoncourier.run.Attempt;
import io.github.tektoncourier.run.Condition;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunOutcome;
import io.github.tektoncourier.run.SkippedTask;
import io.github.tektoncourier.run.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Proofs of a run's moments in its snapshot. Each is a function of the snapshot alone. */
final class RunProofs {

    private static final String STARTED = "Started";
    private static final String RUNNING = "Running";

    private RunProofs() {}

    static List<MomentBuilder> exists(Run run) {
        return List.of(MomentBuilder.at(run.created()));
    }

    static List<MomentBuilder> started(Run run) {
        boolean says = unknown(run, STARTED);
        Instant start = firstStart(run);
        if (start == null && !says) {
            return List.of();
        }
        MomentBuilder seen = MomentBuilder.at(start != null ? start : lastTransition(run));
        return List.of(says ? seen.because(STARTED) : seen);
    }

    /** Running, proven by every later snapshot: a step has run or a child exists. */
    static List<MomentBuilder> worked(Run run) {
        int attempt = firstThatRan(run);
        if (attempt < 0 && run.children() == 0) {
            return List.of();
        }
        MomentBuilder seen = unknown(run, RUNNING)
                ? MomentBuilder.at(lastTransition(run)).because(RUNNING)
                : MomentBuilder.at(attempt < 0 ? firstStart(run) : firstStep(run));
        return List.of(seen.asTryBegins(Math.max(attempt, 0)));
    }

    /** Running, proven only while the condition says so. */
    static List<MomentBuilder> saysItRuns(Run run) {
        return unknown(run, RUNNING) && run.children() == 0 && firstThatRan(run) < 0
                ? List.of(MomentBuilder.at(lastTransition(run)).because(RUNNING).asTryBegins(run.attempt()))
                : List.of();
    }

    static List<MomentBuilder> waits(Run run) {
        Condition condition = run.current().condition();
        if (condition == null
                || !condition.isUnknown()
                || condition.reason().equals(STARTED)
                || condition.reason().equals(RUNNING)) {
            return List.of();
        }
        return List.of(MomentBuilder.at(condition.lastTransitionTime())
                .because(condition.reason())
                .afterSteps(run.attempt(), UnknownState.fingerprint(run.kind(), condition)));
    }

    /** A CustomRun whose controller reports any state but an end. */
    static List<MomentBuilder> goesOn(Run run) {
        Condition condition = run.current().condition();
        return condition != null && condition.isUnknown()
                ? List.of(MomentBuilder.at(condition.lastTransitionTime())
                        .because(condition.reason())
                        .asTryBegins(run.attempt()))
                : List.of();
    }

    /** One proof for each try that another one followed. */
    static List<MomentBuilder> retried(Run run) {
        if (run.retries().isEmpty()) {
            return List.of();
        }
        List<MomentBuilder> found = new ArrayList<>(run.attempt());
        for (int attempt = 0; attempt < run.attempt(); attempt++) {
            Attempt failed = run.retries().get(attempt);
            Condition condition = failed.condition();
            found.add(MomentBuilder.at(end(failed))
                    .because(condition == null ? "" : condition.reason())
                    .asTryEnds(attempt));
        }
        return found;
    }

    /**
     * One proof for each skipped task, by its name. The first status that names the task was written when the task was
     * skipped, or soon after.
     */
    static List<MomentBuilder> skipped(Run run) {
        if (run.skipped().isEmpty()) {
            return List.of();
        }
        List<MomentBuilder> found = new ArrayList<>(run.skipped().size());
        Set<String> names = new HashSet<>();
        for (SkippedTask task : run.skipped()) {
            String name = Segment.of(task.name());
            if (names.add(name)) {
                found.add(MomentBuilder.at(lastTransition(run))
                        .because(task.reason())
                        .ofTask(task.name(), name)
                        .atEnd());
            }
        }
        return found;
    }

    static List<MomentBuilder> succeeded(Run run) {
        return ended(run, Condition::isTrue);
    }

    static List<MomentBuilder> failed(Run run) {
        return ended(run, Condition::isFalse);
    }

    private static List<MomentBuilder> ended(Run run, Predicate<Condition> end) {
        Condition condition = run.current().condition();
        if (condition == null || !end.test(condition)) {
            return List.of();
        }
        return List.of(MomentBuilder.at(end(run.current()))
                .because(condition.reason())
                .endedWith(RunOutcome.of(condition).word()));
    }

    private static @Nullable Instant end(Attempt attempt) {
        Condition condition = attempt.condition();
        return attempt.completionTime() != null || condition == null
                ? attempt.completionTime()
                : condition.lastTransitionTime();
    }

    private static boolean unknown(Run run, String reason) {
        Condition condition = run.current().condition();
        return condition != null && condition.isUnknown() && condition.reason().equals(reason);
    }

    private static @Nullable Instant lastTransition(Run run) {
        Condition condition = run.current().condition();
        return condition == null ? null : condition.lastTransitionTime();
    }

    private static @Nullable Instant firstStart(Run run) {
        Instant first = run.current().startTime();
        for (Attempt attempt : run.retries()) {
            first = earlier(first, attempt.startTime());
        }
        return first;
    }

    /** The earliest time at which a container's state proves that a step ran. */
    private static @Nullable Instant firstStep(Run run) {
        Instant first = firstStep(run.current());
        for (Attempt attempt : run.retries()) {
            first = earlier(first, firstStep(attempt));
        }
        return first;
    }

    private static @Nullable Instant firstStep(Attempt attempt) {
        Instant first = null;
        for (Step step : attempt.steps()) {
            first = earlier(first, step.ranSince());
        }
        return first;
    }

    /** The first try in which a step ran, or -1. */
    private static int firstThatRan(Run run) {
        for (int attempt = 0; attempt < run.attempt(); attempt++) {
            if (firstStep(run.retries().get(attempt)) != null) {
                return attempt;
            }
        }
        return firstStep(run.current()) != null ? run.attempt() : -1;
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }
}
