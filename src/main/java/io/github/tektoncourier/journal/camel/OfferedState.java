package io.github.tektoncourier.journal.camel;

import io.github.tektoncourier.journal.SinkDelivery;
import io.github.tektoncourier.journal.SinkState;

/** What a delivery offers to sinks, by way of the exchange's {@link Sends}: a part of a route may count its own apart. */
final class OfferedState implements SinkDelivery {

    private final Sends sends;
    private final SinkState state;

    OfferedState(Sends sends, SinkState state) {
        this.sends = sends;
        this.state = state;
    }

    @Override
    public SinkState state() {
        return state;
    }

    @Override
    public void alreadyThere() {
        sends.alreadyThere();
    }

    @Override
    public void pause(long millis) throws InterruptedException {
        sends.pause(millis);
    }
}
