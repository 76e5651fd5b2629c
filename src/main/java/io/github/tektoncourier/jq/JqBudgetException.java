package io.github.tektoncourier.jq;

import io.github.tektoncourier.cloudevent.Refusal;

/**
 * A jq program costs more for an event than it may. The same event costs the same at the next try. Unchecked, so that
 * jq's {@code try} cannot catch it.
 */
public final class JqBudgetException extends RuntimeException implements Refusal {

    JqBudgetException(String bound) {
        super("The jq program " + bound
                + " for this event, which is its limit. Let it read less, or make less of it. docs/tenants.md has the"
                + " limits.");
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
