package io.github.tektoncourier.logs;

/** A log that could not be read, in words that go on "No log of step …: ". */
public final class UnreadLogException extends Exception {

    /** What it means for the next try. */
    public enum Kind {
        /** Another try may work. */
        PASSING,
        /** It stays so. */
        FINAL,
        /** The right is missing. */
        FORBIDDEN
    }

    private final Kind kind;

    public UnreadLogException(Kind kind, String why) {
        super(why, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    public String why() {
        return String.valueOf(getMessage());
    }
}
