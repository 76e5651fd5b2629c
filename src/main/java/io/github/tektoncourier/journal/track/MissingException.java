package io.github.tektoncourier.journal.track;

import io.github.tektoncourier.journal.JournalException;

/** A row that another one names is not there: taken out meanwhile, or lost. */
public final class MissingException extends JournalException {
    private static final long serialVersionUID = 1L;

    public MissingException(String message) {
        super(message);
    }
}
