package io.github.tektoncourier.journal;

/** What is stored is not what was stored: the file must be set aside and what can be read of it saved. */
final class DamagedException extends JournalException {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
        super(message);
    }

    DamagedException(String message, Throwable cause) {
        super(message, cause);
    }
}
