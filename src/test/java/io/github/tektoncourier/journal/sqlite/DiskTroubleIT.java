package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.Subscription;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.DiskTrouble;
import io.github.tektoncourier.run.Change;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

@Timeout(120)
class DiskTroubleIT {

    @TempDir
    Path directory;

    @Test
    void a_disk_that_is_full_makes_appends_wait_and_loses_nothing() {
        try (SqliteJournal journal = SqliteJournal.open(JournalSettings.in(directory), Clock.systemUTC())) {
            List<CompletableFuture<Void>> appends = new ArrayList<>();
            journal.onDisk(connection -> Database.number(
                    connection,
                    "PRAGMA max_page_count = " + (Database.number(connection, "PRAGMA page_count", 0) + 20),
                    0));
            for (int i = 0; i < 500; i++) {
                appends.add(journal.append(
                        Batches.batch(Batches.run("r" + i, null, "1", 9_000), Change.Type.ADDED, "queued")));
            }
            await().until(() -> journal.totals().trouble().contains("full"));
            long waiting = appends.stream().filter(a -> !a.isDone()).count();

            journal.onDisk(connection -> Database.number(connection, "PRAGMA max_page_count = 1000000", 0));

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> appends.stream().allMatch(a -> a.isDone() && !a.isCompletedExceptionally()));
            assertThat(waiting).isPositive();
            assertThat(journal.totals().appended()).isEqualTo(500);
            assertThat(journal.totals().trouble()).isEmpty();
        }
    }

    @Test
    void a_stop_does_not_wait_for_a_disk_that_stays_full() {
        try (SqliteJournal journal = SqliteJournal.open(JournalSettings.in(directory), Clock.systemUTC())) {
            Subscription subscription = journal.subscribe(CrashingOwner.subscription(), event -> Outcome.DELIVERED);
            journal.onDisk(connection -> Database.number(
                    connection,
                    "PRAGMA max_page_count = " + (Database.number(connection, "PRAGMA page_count", 0) + 20),
                    0));
            for (int i = 0; i < 500; i++) {
                var unused = journal.append(
                        Batches.batch(Batches.run("r" + i, null, "1", 9_000), Change.Type.ADDED, "queued"));
            }
            await().until(() -> journal.totals().trouble().contains("full"));

            journal.giveUpWaiting();
            Thread stop = new Thread(subscription::close); // as a route that stops does
            stop.start();

            await().atMost(Duration.ofSeconds(30)).until(() -> !stop.isAlive());
        }
    }

    @Test
    void a_place_that_cannot_be_used_is_named_with_the_reason_and_what_to_do() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> SqliteJournal.open(JournalSettings.in(file.resolve("journal")), Clock.systemUTC()))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("journal cannot be opened: ")
                .hasMessageContaining("Not a directory")
                .hasMessageContaining("is writable and has room");
        assertThat(DiskTrouble.words(new AccessDeniedException("data/lock"))).isEqualTo("no permission for data/lock");
        assertThat(DiskTrouble.words(new SQLiteException("x", SQLiteErrorCode.SQLITE_READONLY_DBMOVED)))
                .startsWith("it may not be written");
        assertThat(DiskTrouble.words(new SQLiteException("x", SQLiteErrorCode.SQLITE_IOERR_FSYNC)))
                .startsWith("the disk fails");
    }
}
