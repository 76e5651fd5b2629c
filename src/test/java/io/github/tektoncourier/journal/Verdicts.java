package io.github.tektoncourier.journal;

import java.time.Clock;
import java.util.Map;
import org.apache.camel.http.base.HttpOperationFailedException;

/** What the subscription makes of an answer, for tests that compare it with what documents say. */
public final class Verdicts {

    private Verdicts() {}

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
