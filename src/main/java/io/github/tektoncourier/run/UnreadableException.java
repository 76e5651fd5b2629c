package io.github.tektoncourier.run;

/**
 * The one exception for input that is no run or core Event: says in a sentence what it was and what was expected. Its
 * message is safe to log, whatever the input held.
 */
public final class UnreadableException extends RuntimeException {

    public UnreadableException(String message) {
        super(message);
    }

    public UnreadableException(String message, Throwable cause) {
        super(message, cause);
    }
}
