package io.github.tektoncourier.journal;

import io.github.tektoncourier.cloudevent.Refusal;

/** The answer of a receiver that refuses an event for good. */
public final class Unacceptable extends RuntimeException implements Refusal {

    private static final long serialVersionUID = 1L;

    public Unacceptable() {
        super("HTTP 422: no such team");
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
