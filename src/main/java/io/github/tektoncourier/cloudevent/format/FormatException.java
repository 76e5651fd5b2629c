package io.github.tektoncourier.cloudevent.format;

import io.github.tektoncourier.cloudevent.Refusal;

/**
 * An event that a format ought to have but that cannot be read. It never will be, so it becomes a dead letter at once. The
 * message is safe to show, whatever the event held.
 */
public final class FormatException extends RuntimeException implements Refusal {

    FormatException(String message, Throwable cause) {
        super(message, cause);
    }

    FormatException(String message) {
        super(message);
    }

    @Override
    public int retryAfterSeconds() {
        return 0;
    }

    @Override
    public boolean forGood() {
        return true;
    }
}
