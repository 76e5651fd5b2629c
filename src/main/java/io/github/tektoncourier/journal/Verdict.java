package io.github.tektoncourier.journal;

import io.github.tektoncourier.text.LogText;
import java.nio.charset.StandardCharsets;

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

    /** Characters of an answer that are kept of an attempt. */
    public static final int ANSWER = 2_000;

    private static final int BRIEF = 300;
    private static final int MOST_BYTES = 2_048;

    public Verdict(boolean forGood, boolean answered, long retryAfterMillis, String answer, boolean tooLarge) {
        this(forGood, answered, retryAfterMillis, answer, tooLarge, false);
    }

    public Verdict(boolean forGood, boolean answered, long retryAfterMillis, String answer) {
        this(forGood, answered, retryAfterMillis, answer, false);
    }

    /** The answer as lines of the log, the books and dead letters have it: its first 300 characters. */
    public String brief() {
        return cut(answer, BRIEF);
    }

    /** The answer as it is kept of an attempt: at most 2 KB. */
    public String kept() {
        String kept = cut(answer, ANSWER);
        while (kept.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            kept = cut(kept, kept.length() * 3 / 4);
        }
        return kept;
    }

    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 2)) ? length - 2 : length - 1;
        return text.substring(0, end) + "…";
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
