package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalContract;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.engine.JournalFactory;
import java.nio.file.Path;
import java.time.Clock;

/** The embedded engine keeps the six promises. */
class SqliteContractIT extends JournalContract {

    @Override
    protected Journal open(Path directory) {
        return JournalFactory.open(JournalSettings.in(directory), Clock.systemUTC());
    }
}
