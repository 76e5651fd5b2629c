package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.journal.delivery.RunningSubscription;
import io.github.tektoncourier.journal.sqlite.store.JournalFiles;
import io.github.tektoncourier.run.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that go while they are open. */
@Timeout(60)
class LostFileIT {

    @TempDir
    Path folder;

    private JournalSettings settings() {
        return JournalSettings.in(folder.resolve("journal")).withLockWait(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"journal.db", "journal.db-wal", "lock", "all of it"})
    void what_was_deleted_while_it_was_open_comes_back_and_nothing_is_acknowledged_into_the_void(String what)
            throws Exception {
        List<String> sent = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> late;
        try (SqliteJournal journal = SqliteJournal.open(settings(), Clock.systemUTC())) {
            journal.subscribe(CrashingOwner.subscription(), event -> deliver(sent, event));
            append(journal, "before").get(10, TimeUnit.SECONDS);
            await().until(() -> sent.size() == 1);

            delete(what);
            late = append(journal, "after");

            journal.ended().get(20, TimeUnit.SECONDS);
            assertThat(late.isDone()).isFalse();
            assertThat(append(journal, "later").isDone()).isFalse();
        }
        assertThat(late).isCompletedExceptionally();

        try (SqliteJournal again = SqliteJournal.open(settings(), Clock.systemUTC())) {
            assertThat(again.told("before")).containsExactly("queued");
            append(again, "before").get(10, TimeUnit.SECONDS);
            append(again, "after").get(10, TimeUnit.SECONDS);
            again.subscribe(CrashingOwner.subscription(), event -> deliver(sent, event));

            await().until(() -> again.books().get(0).pending() == 0);
            assertThat(sent).containsExactly("before/queued", "after/queued");
            assertThat(again.books()).allMatch(Books::balanced);
        }
    }

    @Test
    void a_quiet_journal_notices_within_seconds() throws Exception {
        try (SqliteJournal journal = SqliteJournal.open(settings(), Clock.systemUTC())) {
            append(journal, "before").get(10, TimeUnit.SECONDS);

            Files.delete(JournalFiles.of(settings()).database());

            journal.ended().get(5, TimeUnit.SECONDS);
            assertThat(JournalFiles.of(settings()).database()).exists();
        }
    }

    @Test
    void another_file_in_its_place_is_kept_and_never_written_to() throws Exception {
        try (SqliteJournal journal = SqliteJournal.open(settings(), Clock.systemUTC())) {
            append(journal, "before").get(10, TimeUnit.SECONDS);
            Path other = Files.writeString(folder.resolve("other"), "something else");

            Files.move(
                    other, JournalFiles.of(settings()).database(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);

            journal.ended().get(10, TimeUnit.SECONDS);
        }
        try (Stream<Path> files = Files.list(settings().directory())) {
            assertThat(files.filter(f -> f.getFileName().toString().matches("journal\\.db\\.replaced-[0-9TZ]+")))
                    .singleElement()
                    .satisfies(kept -> assertThat(Files.readString(kept)).isEqualTo("something else"));
        }
        try (SqliteJournal again = SqliteJournal.open(settings(), Clock.systemUTC())) {
            assertThat(again.told("before")).containsExactly("queued");
        }
    }

    @Test
    void a_file_deleted_right_before_the_stop_comes_back_too() throws Exception {
        try (SqliteJournal journal = SqliteJournal.open(settings(), Clock.systemUTC())) {
            append(journal, "before").get(10, TimeUnit.SECONDS);
            delete("all of it");
        }
        try (SqliteJournal again = SqliteJournal.open(settings(), Clock.systemUTC())) {
            assertThat(again.told("before")).containsExactly("queued");
        }
    }

    @Test
    void what_a_subscription_has_under_way_while_it_stops_is_noted_before_the_file_comes_back() throws Exception {
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        List<String> sent = new CopyOnWriteArrayList<>();
        try (SqliteJournal journal = SqliteJournal.open(settings(), Clock.systemUTC())) {
            RunningSubscription subscription = journal.subscribe(CrashingOwner.subscription(), event -> {
                sending.countDown();
                answer.await(20, TimeUnit.SECONDS);
                return deliver(sent, event);
            });
            append(journal, "before").get(10, TimeUnit.SECONDS);
            sending.await();
            Thread stop = new Thread(subscription::close); // as a route that stops does
            stop.start();
            await().until(() -> stop.getState() == Thread.State.TIMED_WAITING);

            Files.delete(JournalFiles.of(settings()).database());
            await().during(Duration.ofSeconds(2)).until(() -> !journal.ended().isDone());
            answer.countDown();
            journal.ended().get(20, TimeUnit.SECONDS);
        }
        try (SqliteJournal again = SqliteJournal.open(settings(), Clock.systemUTC())) {
            again.subscribe(CrashingOwner.subscription(), event -> deliver(sent, event));
            append(again, "after").get(10, TimeUnit.SECONDS);
            await().until(() -> again.books().get(0).pending() == 0);
            assertThat(sent).containsExactly("before/queued", "after/queued");
        }
    }

    @Test
    void as_long_as_it_cannot_come_back_everything_waits() throws Exception {
        try (SqliteJournal journal = SqliteJournal.open(settings(), Clock.systemUTC())) {
            append(journal, "before").get(10, TimeUnit.SECONDS);
            Path made = Files.createDirectories(settings().directory().resolve("journal.db.new/in/the/way"));

            Files.delete(JournalFiles.of(settings()).database());
            CompletableFuture<Void> late = append(journal, "after");

            await().during(Duration.ofSeconds(2)).until(() -> !journal.ended().isDone() && !late.isDone());
            deleteAll(settings().directory().resolve("journal.db.new"));
            journal.ended().get(10, TimeUnit.SECONDS);
            assertThat(made).doesNotExist();
        }
        try (SqliteJournal again = SqliteJournal.open(settings(), Clock.systemUTC())) {
            assertThat(again.told("before")).containsExactly("queued");
        }
    }

    private static CompletableFuture<Void> append(SqliteJournal journal, String uid) {
        return journal.append(Batches.batch(Batches.run(uid, null, "1", 2_000), Change.Type.ADDED, "queued"));
    }

    private static Outcome deliver(List<String> sent, StoredEvent event) {
        sent.add(String.valueOf(event.attributes().get("id")));
        return Outcome.DELIVERED;
    }

    private void delete(String what) throws IOException {
        if (what.equals("all of it")) {
            deleteAll(settings().directory());
        } else {
            Files.delete(settings().directory().resolve(what));
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> assertThat(file.toFile().delete()).isTrue());
        }
    }
}
