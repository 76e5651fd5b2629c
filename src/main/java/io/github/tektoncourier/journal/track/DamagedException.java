package io.github.tektoncourier.journal.track;

import io.github.tektoncourier.journal.JournalException;

/** What is stored is not what was stored: the file must be set aside and what can be read of it saved. */
public final class DamagedException extends JournalException {
    private static final long serialVersionUID = 1L;

    public DamagedException(String message) {
        super(message);
    }

    public DamagedException(String message, Throwable cause) {
        super(message, cause);
    }
}
