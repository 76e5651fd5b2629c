package io.github.tektoncourier.journal;

/**
 * What a failure means.
 *
 * @param forGood trying again is useless: dead at once
 * @param answered whether the sink gave an answer at all
 * @param retryAfterMillis how long it asks to be left alone, 0 when it does not say
 * @param answer in words, fit for a log line
 */
record Verdict(boolean forGood, boolean answered, long retryAfterMillis, String answer) {

    static Verdict retry(boolean answered, String answer) {
        return new Verdict(false, answered, 0, answer);
    }
}
