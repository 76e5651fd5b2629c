package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.Verdict;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/** What the subscription makes of an answer, for tests that compare it with what documents say. */
public final class Verdicts {

    private Verdicts() {}

    /** What a row of docs/sinks.md says. */
    public record Meaning(boolean delivered, boolean dead, boolean trimmed, boolean answered, int pauseSeconds) {

        public Meaning withPause(int seconds) {
            return new Meaning(delivered, dead, trimmed, answered, seconds);
        }
    }

    /** What becomes of an event whose send ended so; without a failure it is delivered. */
    public static Meaning meaning(@Nullable Throwable failure) {
        if (failure == null) {
            return new Meaning(true, false, false, true, 0);
        }
        Verdict verdict = of(failure);
        return new Meaning(
                false,
                verdict.forGood() && !verdict.tooLarge(),
                verdict.forGood() && verdict.tooLarge(),
                verdict.answered(),
                (int) (verdict.retryAfterMillis() / 1_000));
    }

    /** Whether an answer with this status makes a dead letter at once. */
    public static boolean deadAtOnce(int status) {
        return deadAtOnce(new HttpOperationFailedException("http://receiver", status, "", null, Map.of(), ""));
    }

    public static boolean deadAtOnce(Throwable failure) {
        Verdict verdict = of(failure);
        return verdict.forGood() && !verdict.tooLarge();
    }

    /** Whether an answer with this status makes the event go again, trimmed. */
    public static boolean trimmed(int status) {
        return trimmed(new HttpOperationFailedException("http://receiver", status, "", null, Map.of(), ""));
    }

    public static boolean trimmed(Throwable failure) {
        Verdict verdict = of(failure);
        return verdict.forGood() && verdict.tooLarge();
    }

    private static Verdict of(Throwable failure) {
        return new Classification(Clock.systemUTC()).of(failure);
    }
}
