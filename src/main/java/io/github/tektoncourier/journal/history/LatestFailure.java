package io.github.tektoncourier.journal.history;

import io.github.tektoncourier.text.LogText;

/** The latest failed attempt of a subscription, with its event. */
public record LatestFailure(
        String subscription, String namespace, String run, String type, String id, FailedAttempt attempt) {

    /** Run, type, id and attempt, in the order that the log has. */
    public String words() {
        return LogText.line(namespace + "/" + run) + " " + LogText.line(type) + " " + LogText.line(id) + " attempt "
                + attempt.number();
    }
}
