package io.github.tektoncourier.journal.sqlite.store;

import java.sql.SQLException;

/** What is open is not what is at its place: whatever is written now would be gone with the process. */
public final class LostFileException extends SQLException {
    private static final long serialVersionUID = 1L;

    LostFileException(String message) {
        super(message);
    }
}
