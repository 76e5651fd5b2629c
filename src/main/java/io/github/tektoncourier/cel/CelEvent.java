package io.github.tektoncourier.cel;

import org.jspecify.annotations.Nullable;

/** What an expression can see of an event. */
public interface CelEvent {

    /** An attribute by its CloudEvents name, as it goes over the wire; null where the event has none. */
    @Nullable
    String attribute(String name);

    /**
     * The run in the event's data, lazily read.
     *
     * @throws CelFailedException where the body is no data of an event
     */
    Object run();
}
