package io.github.tektoncourier.journal;

import java.nio.file.Path;
import java.util.List;

/** The files of a journal in its directory. */
record JournalFiles(Path directory) {

    static JournalFiles of(JournalSettings settings) {
        return new JournalFiles(settings.directory());
    }

    Path database() {
        return directory.resolve("journal.db");
    }

    Path wal() {
        return directory.resolve("journal.db-wal");
    }

    Path lock() {
        return directory.resolve("lock");
    }

    /** Says beside the database how far that had come. */
    Path mark() {
        return directory.resolve("journal.mark");
    }

    /** All that an owner holds open and must find at its place. */
    List<Path> held() {
        return List.of(database(), wal(), lock());
    }
}
