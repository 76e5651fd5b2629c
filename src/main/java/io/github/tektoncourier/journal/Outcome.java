package io.github.tektoncourier.journal;

/** How the delivery of one event ended. */
public sealed interface Outcome {

    /** At least one send completed. */
    Outcome DELIVERED = new Delivered(0);

    /** The route decided to send nothing. */
    Outcome FILTERED = new Filtered("");

    /**
     * At least one send completed.
     *
     * @param status of the latest answer by HTTP; 0 where there was none
     */
    record Delivered(int status) implements Outcome {}

    /**
     * The route decided to send nothing.
     *
     * @param step that decided so, in words; empty where that is not known
     */
    record Filtered(String step) implements Outcome {}

    /**
     * It failed; the subscription decides whether and when to try again.
     *
     * @param byRoute whether the route failed outside of every send, so that it says nothing of the sink
     */
    record Failed(Throwable cause, boolean byRoute) implements Outcome {

        /** A failure that may be the sink's. */
        public Failed(Throwable cause) {
            this(cause, false);
        }
    }
}
