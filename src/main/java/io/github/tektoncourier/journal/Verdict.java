package io.github.tektoncourier.journal;

import io.github.tektoncourier.text.LogText;

/**
 * What a failure means.
 *
 * @param forGood trying again is useless: dead at once
 * @param answered whether the sink gave an answer at all
 * @param retryAfterMillis how long it asks to be left alone, 0 when it does not say
 * @param answer in words, fit for a log line
 * @param tooLarge whether it was refused for its size alone, so that a trimmed one may be taken
 * @param byRoute whether the route itself failed, not the sink
 */
public record Verdict(
        boolean forGood, boolean answered, long retryAfterMillis, String answer, boolean tooLarge, boolean byRoute) {

    /** Characters of an answer that are kept. */
    public static final int ANSWER = 300;

    public Verdict(boolean forGood, boolean answered, long retryAfterMillis, String answer, boolean tooLarge) {
        this(forGood, answered, retryAfterMillis, answer, tooLarge, false);
    }

    public Verdict(boolean forGood, boolean answered, long retryAfterMillis, String answer) {
        this(forGood, answered, retryAfterMillis, answer, false);
    }

    /** One word: {@code route}, {@code unreachable}, {@code refused} (for good) or {@code failed}. */
    public String outcome() {
        if (byRoute) {
            return "route";
        }
        return !answered ? "unreachable" : forGood ? "refused" : "failed";
    }

    /** The route failed by itself: an expression, a missing field, a wrong type. */
    public static Verdict byRoute(String answer) {
        return new Verdict(false, false, 0, answer, false, true);
    }

    /** An exception in words: what it is and what it says. */
    public static String words(Throwable failure) {
        String name = failure.getClass().getSimpleName();
        String text = LogText.line(failure.getMessage(), ANSWER);
        return text.isEmpty() ? name : name + ": " + text;
    }

    /** The same, with what it is about in front of the answer. */
    public Verdict about(String what) {
        return new Verdict(forGood, answered, retryAfterMillis, what + ": " + answer, tooLarge, byRoute);
    }

    /** Trying again may help. */
    public static Verdict retry(boolean answered, String answer) {
        return new Verdict(false, answered, 0, answer);
    }
}
