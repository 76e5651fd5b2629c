package io.github.tektoncourier.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The condition of type {@code Succeeded}, the only one that decides a run's state (reference: Tekton's
 * {@code pkg/reconciler/events}).
 *
 * @param status {@code True}, {@code False} or {@code Unknown}; any other text proves nothing
 * @param reason free text, empty when absent; classify by status, never by reason
 */
public record Condition(String status, String reason, String message, @Nullable Instant lastTransitionTime) {

    /** Whether the run has ended, well or badly. */
    public boolean terminal() {
        return isTrue() || isFalse();
    }

    public boolean isTrue() {
        return status.equals("True");
    }

    public boolean isFalse() {
        return status.equals("False");
    }

    public boolean isUnknown() {
        return status.equals("Unknown");
    }
}
