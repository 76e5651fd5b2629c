package io.github.tektoncourier.journal;

import java.nio.file.Path;

/** Another process owns the journal's directory and did not leave in time. */
public final class JournalLockedException extends RuntimeException {

    private final String owner;

    public JournalLockedException(Path directory, String owner, String waited) {
        super("The journal in " + directory + " belongs to " + owner + ", which did not leave within " + waited
                + ". Stop it, or give this courier a directory of its own (courier.journal.directory).");
        this.owner = owner;
    }

    /** The holder: process id, host and since when. */
    public String owner() {
        return owner;
    }
}
