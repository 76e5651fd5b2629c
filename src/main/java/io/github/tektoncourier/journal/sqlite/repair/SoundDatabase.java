package io.github.tektoncourier.journal.sqlite.repair;

import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.HighWaterMark;
import io.github.tektoncourier.journal.sqlite.store.JournalFault;
import io.github.tektoncourier.journal.sqlite.store.JournalFiles;
import io.github.tektoncourier.journal.sqlite.store.PrivateFiles;
import io.github.tektoncourier.journal.track.DamagedException;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.function.UnaryOperator;

/** Opens a journal's database and makes sure that it is sound; one that is damaged, deleted or cut is rebuilt first. */
public final class SoundDatabase {

    private SoundDatabase() {}

    /**
     * Opens the database for its writer.
     *
     * @param seen is given the connection, for tests that look at what is said to the disk
     */
    public static Connection open(JournalSettings settings, Clock clock, UnaryOperator<Connection> seen)
            throws IOException, SQLException {
        HighWaterMark.Reached reached = HighWaterMark.read(settings);
        if (reached.head() > 0 && !Files.exists(JournalFiles.of(settings).database())) {
            PrivateFiles.create(JournalFiles.of(settings)
                    .database()); // it was deleted: what its runs tell again is marked, and numbers go on
        }
        boolean emptied = Files.exists(JournalFiles.of(settings).database())
                && Files.size(JournalFiles.of(settings).database()) == 0;
        Connection connection = null;
        try {
            PrivateFiles.create(JournalFiles.of(settings).database());
            connection = Database.connect(JournalFiles.of(settings).database(), seen);
            if (emptied && !Files.exists(JournalFiles.of(settings).wal())) {
                throw new DamagedException("The file is empty, or was deleted");
            }
            Database.prepare(connection);
            Health.check(connection, JournalFiles.of(settings).database());
            reached.check(connection);
            Health.note(connection, false);
            return connection;
        } catch (SQLException | RuntimeException e) {
            try {
                if (!JournalFault.isDamage(e)) {
                    throw e;
                }
                new Rebuild(settings, clock).rebuild(List.of(), e);
            } finally {
                if (connection != null) {
                    connection.close(); // now that the file has another name SQLite leaves its log beside it
                }
            }
        }
        Connection rebuilt = Database.writer(JournalFiles.of(settings).database(), seen);
        Health.note(rebuilt, false);
        return rebuilt;
    }
}
