package io.github.tektoncourier.moment;

/** How long a moment can be proven, which decides what is promised of it. */
public enum Provability {
    /** Once true, every later snapshot of the run proves it. */
    LASTING,
    /** Proven only by snapshots of its own time. */
    PASSING,
    /** Proven by a change, not by a snapshot. */
    OBSERVED
}
