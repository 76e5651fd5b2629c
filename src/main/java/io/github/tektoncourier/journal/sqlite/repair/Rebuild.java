package io.github.tektoncourier.journal.sqlite.repair;

import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.DiskTrouble;
import io.github.tektoncourier.journal.sqlite.store.HighWaterMark;
import io.github.tektoncourier.journal.sqlite.store.JournalFiles;
import io.github.tektoncourier.journal.sqlite.store.Statements;
import io.github.tektoncourier.journal.sqlite.store.SubscriptionStore;
import io.github.tektoncourier.journal.track.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a new database of what can be read of a damaged one, sets that aside, and says loudly what became of it. */
public final class Rebuild {

    private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);

    private final JournalSettings settings;
    private final Clock clock;

    public Rebuild(JournalSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Throws when the new one cannot be written; then all is as it was.
     *
     * @param carried what subscriptions did and could not write down
     */
    public void rebuild(List<Progress> carried, Throwable cause) throws IOException, SQLException {
        try (Connection damaged = Database.salvager(JournalFiles.of(settings).database())) {
            rebuild(damaged, carried, cause);
        }
    }

    /** The same for one that is open and may not be at its place any more. */
    void rebuild(Connection damaged, List<Progress> carried, Throwable cause) throws IOException, SQLException {
        LOG.error(
                "The journal is damaged: {}. What can be read of {} is saved into a new database; that may take"
                        + " minutes.",
                DiskTrouble.words(cause),
                JournalFiles.of(settings).database().toAbsolutePath());
        Replacement replacement = new Replacement(settings);
        Path made = replacement.begin();
        Map<String, TableWalk.Found> found;
        RebuiltBooks books;
        try (Connection connection = Database.maker(made)) {
            found = new Salvage(damaged, connection).run();
            Statements statements = new Statements(connection);
            new SubscriptionStore(statements).writeAll(carried);
            statements.forget();
            books = new RebuiltBooks(connection, found, clock.millis(), written(), HighWaterMark.read(settings));
            books.run();
        }
        Path aside = replacement.place(made, "damaged", clock.instant());
        say(found, books, aside);
    }

    private long written() throws IOException {
        long latest = 0;
        for (Path file : List.of(
                JournalFiles.of(settings).database(), JournalFiles.of(settings).wal())) {
            if (Files.exists(file)) {
                latest = Math.max(latest, Files.getLastModifiedTime(file).toMillis());
            }
        }
        return latest == 0 ? clock.millis() : latest;
    }

    private void say(Map<String, TableWalk.Found> found, RebuiltBooks books, Path aside) {
        LOG.error(
                "The journal was rebuilt from a damaged database.\n"
                        + "  set aside as:  {} (never deleted by the courier; delete it when nobody needs it)\n"
                        + "  saved:         {}\n"
                        + "  lost:          {}; {} events that not every subscription had, counted as dropped\n"
                        + "  told again:    with the same ids and the extension replay: what the cluster still shows of"
                        + " runs that are going on, of runs that ended {}, and of the lost events\n"
                        + "  what to do:    check the disk under {}; one that damages files does it again",
                aside.toAbsolutePath(),
                found.entrySet().stream()
                        .map(table -> table.getValue().saved() + " " + table.getKey())
                        .collect(Collectors.joining(", ")),
                lost(found),
                books.lost(),
                settings.announcesAll()
                        ? "and are not known (courier.announce=all)"
                        : "after " + Instant.ofEpochMilli(books.since()),
                settings.directory().toAbsolutePath());
    }

    private static String lost(Map<String, TableWalk.Found> found) {
        String lost = found.entrySet().stream()
                .filter(table -> !table.getValue().whole())
                .map(table -> table.getKey() + " (" + table.getValue().refused() + " rows of no use, "
                        + table.getValue().gaps() + " places that cannot be read)")
                .collect(Collectors.joining(", "));
        return lost.isEmpty() ? "nothing that could be named" : lost;
    }
}
