package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.FakeClock;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.JournalFiles;
import io.github.tektoncourier.journal.tail.LogTail;
import io.github.tektoncourier.journal.tail.LogTailStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last lines of failed steps beside the events. */
class LogTailIT {

    private static final long SMALLEST = 4 * JournalSettings.MEBIBYTE;

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock();
    private SqliteJournal journal;

    @BeforeEach
    void open() {
        journal = SqliteJournal.open(JournalSettings.in(directory).withMaxSize(SMALLEST), clock);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void what_is_kept_is_there_after_a_restart_as_it_was() {
        LogTail tail = new LogTail("build", "ü\n```\n<!channel>\t'\"; DROP TABLE log_tail", "");
        journal.logTails().put("a", new LogTail("build", "", "it could not be read in time"));
        journal.logTails().put("a", tail);

        journal.close();
        open();

        assertThat(journal.logTails().get("a")).hasValue(tail);
        assertThat(journal.logTails().get("b")).isEmpty();
    }

    @Test
    void what_is_as_old_as_events_may_be_goes() {
        LogTailStore tails = journal.logTails();
        tails.put("old", new LogTail("build", "x", ""));
        clock.advance(Duration.ofHours(71));
        tails.put("young", new LogTail("build", "x", ""));
        clock.advance(Duration.ofHours(1));

        journal.retain();

        assertThat(tails.get("old")).isEmpty();
        assertThat(tails.get("young")).isPresent();
    }

    @Test
    void beyond_a_twentieth_of_the_room_the_older_half_goes() throws Exception {
        journal.logTails().put("first", new LogTail("build", "x".repeat(2_000), ""));
        clock.advance(Duration.ofMillis(1));
        try (Connection connection = connection()) {
            Database.execute(
                    connection,
                    "INSERT INTO log_tail WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)"
                            + " SELECT 'u' || i, step, text, note, read + i FROM n, log_tail WHERE uid = 'first'");
        }

        journal.retain();

        assertThat(journal.logTails().get("first")).isEmpty();
        assertThat(journal.logTails().get("u200")).isPresent();
        try (Connection connection = connection()) {
            assertThat(Database.number(connection, "SELECT count(*) FROM log_tail", -1))
                    .isBetween(90L, 105L);
        }
    }

    private Connection connection() throws Exception {
        return DriverManager.getConnection(
                "jdbc:sqlite:" + JournalFiles.of(JournalSettings.in(directory)).database());
    }
}
