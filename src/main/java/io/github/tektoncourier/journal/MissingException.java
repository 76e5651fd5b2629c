package io.github.tektoncourier.journal;

/** A row that another one names is not there: taken out meanwhile, or lost. */
final class MissingException extends JournalException {
    private static final long serialVersionUID = 1L;

    MissingException(String message) {
        super(message);
    }
}
