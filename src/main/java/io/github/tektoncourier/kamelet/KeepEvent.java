package io.github.tektoncourier.kamelet;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Lets a sink Kamelet work on a copy: the steps behind it find the event unharmed, whether it was sent or not, and a
 * failure reaches the subscription as it was thrown.
 */
public final class KeepEvent implements AggregationStrategy {

    @Override
    public @Nullable Exchange aggregate(@Nullable Exchange before, @Nullable Exchange sent) {
        throw new UnsupportedOperationException("KeepEvent works only where the event that came in is handed over");
    }

    @Override
    public Exchange aggregate(@Nullable Exchange before, @Nullable Exchange sent, Exchange event) {
        if (sent != null && sent.getException() != null) {
            event.setException(sent.getException());
        }
        return event;
    }
}
