package io.github.tektoncourier.cel;

/** An expression gives no value for an event. */
public final class CelFailedException extends RuntimeException {

    private final boolean missing;

    /**
     * What is said of an event.
     *
     * @param missing whether it only lacks what is read
     */
    public CelFailedException(String message, boolean missing) {
        super(message, null, false, false); // a macro may throw and drop thousands of them
        this.missing = missing;
    }

    /** Whether the event only lacks what the expression reads. */
    public boolean missing() {
        return missing;
    }
}
