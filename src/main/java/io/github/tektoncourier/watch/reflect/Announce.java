package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.run.Run;

/** What is told of the runs that a scope's very first list finds (promise 5 of the event contract). */
public enum Announce {
    /** Only what happens from now on. */
    NEW,
    /** Also the past of runs that are still going. */
    ACTIVE,
    /** Every run that exists. */
    ALL;

    /** Whether a run found at first sight is recorded without being told. */
    boolean silences(Run run) {
        return this == NEW || (this == ACTIVE && run.done());
    }

    /** Core Events tell of the past alone, so only {@code ALL} lets the old ones through. */
    boolean silencesPastEvents() {
        return this != ALL;
    }
}
