package io.github.tektoncourier.slot;

/** A namespace's annotations cannot be read at the moment; the message says why and what to do. */
public final class NamespaceUnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NamespaceUnreadableException(String message) {
        super(message);
    }
}
