package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.JournalSettings;
import java.nio.file.Path;
import java.util.List;

/** The files of a journal in its directory. */
public record JournalFiles(Path directory) {

    public static JournalFiles of(JournalSettings settings) {
        return new JournalFiles(settings.directory());
    }

    public Path database() {
        return directory.resolve("journal.db");
    }

    public Path wal() {
        return directory.resolve("journal.db-wal");
    }

    Path lock() {
        return directory.resolve("lock");
    }

    /** Says beside the database how far that had come. */
    public Path mark() {
        return directory.resolve("journal.mark");
    }

    /** All that an owner holds open and must find at its place. */
    List<Path> held() {
        return List.of(database(), wal(), lock());
    }
}
