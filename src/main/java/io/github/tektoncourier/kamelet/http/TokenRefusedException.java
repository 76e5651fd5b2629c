package io.github.tektoncourier.kamelet.http;

import io.github.tektoncourier.cloudevent.Refusal;

/** An authority gives no token. It may give one later, so the event is tried again. */
final class TokenRefusedException extends RuntimeException implements Refusal {

    private static final long serialVersionUID = 1;
    private final int retryAfterSeconds;

    TokenRefusedException(String message, int retryAfterSeconds) {
        super(message);
        this.retryAfterSeconds = retryAfterSeconds;
    }

    @Override
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }

    @Override
    public boolean forGood() {
        return false;
    }
}
