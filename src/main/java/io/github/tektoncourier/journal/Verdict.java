package io.github.tektoncourier.journal;

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
record Verdict(
        boolean forGood, boolean answered, long retryAfterMillis, String answer, boolean tooLarge, boolean byRoute) {

    Verdict(boolean forGood, boolean answered, long retryAfterMillis, String answer, boolean tooLarge) {
        this(forGood, answered, retryAfterMillis, answer, tooLarge, false);
    }

    Verdict(boolean forGood, boolean answered, long retryAfterMillis, String answer) {
        this(forGood, answered, retryAfterMillis, answer, false);
    }

    /** The route failed by itself: an expression, a missing field, a wrong type. */
    static Verdict byRoute(String answer) {
        return new Verdict(false, false, 0, answer, false, true);
    }

    static Verdict retry(boolean answered, String answer) {
        return new Verdict(false, answered, 0, answer);
    }
}
