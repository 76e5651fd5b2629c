package io.github.tektoncourier.journal;

/** A request to a journal cannot be done, whatever the state of its files; the message says why and what to do. */
public final class RequestRefusedException extends JournalException {

    private static final long serialVersionUID = 1L;

    public RequestRefusedException(String message) {
        super(message);
    }
}
