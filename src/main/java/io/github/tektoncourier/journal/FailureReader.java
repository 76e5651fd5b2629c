package io.github.tektoncourier.journal;

import java.time.Clock;
import java.util.Optional;

/**
 * Says what the exceptions of one protocol's client mean, so that delivery needs to know none of them. Found as a
 * {@link java.util.ServiceLoader} finds it; an exception of our own implements
 * {@link io.github.tektoncourier.cloudevent.Refusal} instead.
 */
@FunctionalInterface
public interface FailureReader {

    /**
     * What one exception of a chain of causes means.
     *
     * @param clock for answers that name a time
     * @return empty for an exception of other parts
     */
    Optional<Verdict> read(Throwable cause, Clock clock);
}
