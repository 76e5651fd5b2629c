package io.github.tektoncourier.kamelet;

import io.github.tektoncourier.cloudevent.Refusal;

/** An event has no value that could stand in its sink's address: it would have none at the next try, either. */
public final class AddressValueException extends RuntimeException implements Refusal {

    public AddressValueException(String message) {
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
