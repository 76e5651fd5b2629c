package io.github.tektoncourier.kamelet.slack;

import io.github.tektoncourier.run.Attempt;
import io.github.tektoncourier.run.Condition;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunOutcome;
import io.github.tektoncourier.run.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a run ended, in a person's words: one for each {@link RunOutcome}. */
enum RunEnd {
    SUCCESS("✅", "succeeded"),
    FAILURE("❌", "failed"),
    CANCELLED("🚫", "was cancelled"),
    TIMEOUT("⏰", "timed out"),
    ERROR("⚠️", "could not run");

    private final String emoji;
    private final String words;

    RunEnd(String emoji, String words) {
        this.emoji = emoji;
        this.words = words;
    }

    String emoji() {
        return emoji;
    }

    String words() {
        return words;
    }

    /** By the event's {@code outcome} where it has one, else by the condition; empty for a run that goes on. */
    static Optional<RunEnd> of(@Nullable String outcome, @Nullable Condition condition) {
        if (outcome != null) {
            for (RunEnd end : values()) {
                if (end.name().toLowerCase(Locale.ROOT).equals(outcome)) {
                    return Optional.of(end);
                }
            }
        }
        if (condition == null || !condition.terminal()) {
            return Optional.empty();
        }
        return Optional.of(valueOf(RunOutcome.of(condition).name()));
    }

    /** How long the last attempt took, where both ends are known. */
    static Optional<Duration> took(Run run) {
        Attempt attempt = run.current();
        Instant end = attempt.completionTime();
        if (end == null && attempt.condition() != null) {
            end = attempt.condition().lastTransitionTime();
        }
        Instant start = attempt.startTime();
        return start == null || end == null || end.isBefore(start)
                ? Optional.empty()
                : Optional.of(Duration.between(start, end));
    }

    /** The step whose failure failed the task: not one that was skipped for it, nor one that may fail. */
    static Optional<Step> failedStep(Run run) {
        return run.current().steps().stream().filter(Step::failed).findFirst();
    }

    /** {@code 4s}, {@code 6m 12s}, {@code 1h 2m}, {@code 3d 4h}. */
    static String words(Duration took) {
        long seconds = took.toSeconds();
        if (seconds < 1) {
            return "less than a second";
        }
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m " + seconds % 60 + "s";
        }
        return seconds < 86_400
                ? seconds / 3600 + "h " + seconds / 60 % 60 + "m"
                : seconds / 86_400 + "d " + seconds / 3600 % 24 + "h";
    }
}
