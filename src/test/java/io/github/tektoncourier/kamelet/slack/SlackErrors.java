package io.github.tektoncourier.kamelet.slack;

import java.util.Set;

/** Slack's errors, for tests that compare with documents what becomes of them. */
public final class SlackErrors {

    private SlackErrors() {}

    /** All that make a dead letter at once. */
    public static Set<String> forGood() {
        return SlackRefusedException.FOR_GOOD;
    }
}
