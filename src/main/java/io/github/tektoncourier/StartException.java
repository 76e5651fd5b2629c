package io.github.tektoncourier;

import org.jspecify.annotations.Nullable;

/** The service could not start; the message is for the user and says what to do. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private StartException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** Exit code 2: the user asked for something that cannot be. */
    public static StartException wrongUse(String message) {
        return new StartException(2, message);
    }

    /** Exit code 3: what the program stands on failed it. */
    public static StartException environment(@Nullable String message) {
        return new StartException(3, String.valueOf(message));
    }

    public int exitCode() {
        return exitCode;
    }
}
