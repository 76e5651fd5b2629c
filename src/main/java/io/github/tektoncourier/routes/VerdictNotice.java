package io.github.tektoncourier.routes;

/** Takes what became of a registered file to where its author looks. */
@FunctionalInterface
public interface VerdictNotice {

    /** Says nothing. */
    VerdictNotice NONE = (file, verdict) -> {};

    /** What became of a file. */
    enum State {
        RUNNING,
        REFUSED,
        DOWN
    }

    /**
     * A verdict in words.
     *
     * @param state what it comes to
     * @param words for the author: line and reason, without a secret
     */
    record Verdict(State state, String words) {}

    /** Called when a verdict is another one than before. */
    void told(RegisteredFiles.Registered file, Verdict verdict);
}
