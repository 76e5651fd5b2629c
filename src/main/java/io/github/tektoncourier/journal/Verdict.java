package io.github.tektoncourier.journal;

/**
 * What a failure means.
 *
 * @param forGood trying again is useless: dead at once
 * @param answered whether the sink gave an answer at all
 * @param retryAfterMillis how long it asks to be left alone, 0 when it does not say
 * @param answer in words, fit for a log line
 * @param tooLarge whether it was refused for its size alone, so that a trimmed one may be taken
 */
record Verdict(boolean forGood, boolean answered, long retryAfterMillis, String answer, boolean tooLarge) {

    Verdict(boolean forGood, boolean answered, long retryAfterMillis, String answer) {
        this(forGood, answered, retryAfterMillis, answer, false);
    }

    static Verdict retry(boolean answered, String answer) {
        return new Verdict(false, answered, 0, answer);
    }
}
