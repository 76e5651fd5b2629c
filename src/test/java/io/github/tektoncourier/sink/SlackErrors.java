package io.github.tektoncourier.sink;

/** Makes Slack's refusals, for tests that compare with documents what becomes of them. */
public final class SlackErrors {

    private SlackErrors() {}

    public static RuntimeException named(String error) {
        return new SlackRefusedException(200, error, null);
    }
}
