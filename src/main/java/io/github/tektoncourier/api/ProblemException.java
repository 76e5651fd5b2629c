package io.github.tektoncourier.api;

/** A request that is answered by what is wrong with it. */
final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param message what is wrong and what to do */
    ProblemException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
