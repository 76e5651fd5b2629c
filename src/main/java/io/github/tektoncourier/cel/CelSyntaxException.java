package io.github.tektoncourier.cel;

/** An expression does not compile. */
public final class CelSyntaxException extends IllegalArgumentException {

    private final int line;

    CelSyntaxException(int line, String message) {
        super(message);
        this.line = line;
    }

    /** The line within the expression, the first is 1. */
    public int line() {
        return line;
    }
}
