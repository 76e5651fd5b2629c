package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Known;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Databases that are sound and not what they were: the log was cut, or an older copy has their place. */
@Timeout(300)
class CutLogIT {

    private static final int RUNS = 100;
    private static final int EVENTS = 2 * RUNS;
    private static final int SEEDS = Integer.getInteger("damage.seeds", 12);

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    /** By id, what the sink had. */
    private final Map<String, Long> had = new HashMap<>();

    /** What a journal left that was killed when the sink had everything. */
    @BeforeAll
    static void killed() throws Exception {
        Path owned = shared.resolve("owned");
        try (SqliteJournal journal = SqliteJournal.open(JournalSettings.in(owned), Clock.systemUTC())) {
            journal.subscribe(sink(), event -> Outcome.DELIVERED);
            tell(journal).get(20, TimeUnit.SECONDS);
            journal.append(Batches.complete("4711")).get(10, TimeUnit.SECONDS);
            await().until(() -> journal.books().get(0).delivered() == EVENTS);
            copy(owned, shared.resolve("killed"));
        }
    }

    @Test
    void wherever_the_log_is_cut_no_number_is_given_twice_and_what_is_told_again_says_so() throws Exception {
        int noticed = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Path directory = copy(shared.resolve("killed"), folder.resolve("cut" + seed));
            Path log = directory.resolve("journal.db-wal");
            byte[] bytes = Files.readAllBytes(log);
            int at = new SplittableRandom(seed).nextInt(bytes.length);
            if (seed % 3 == 0) {
                bytes[at] ^= 0x55;
                Files.write(log, bytes);
            } else if (seed == 1) {
                Files.delete(log);
            } else {
                Files.write(log, Arrays.copyOf(bytes, at));
            }
            goesOn(directory, "cut, seed " + seed);
            noticed += aside(directory).isEmpty() ? 0 : 1;
        }
        assertThat(noticed).isGreaterThan(SEEDS / 2);
    }

    @Test
    void an_older_copy_in_its_place_is_noticed() throws Exception {
        Path directory = copy(shared.resolve("killed"), folder.resolve("older"));
        Path backup = folder.resolve("backup.db");
        try (SqliteJournal journal = SqliteJournal.open(JournalSettings.in(directory), Clock.systemUTC())) {
            journal.onDisk(connection -> Database.execute(connection, "VACUUM INTO '" + backup + "'"));
            journal.append(batch("later", Change.Type.ADDED)).get(10, TimeUnit.SECONDS);
        }
        Files.copy(backup, directory.resolve("journal.db"), StandardCopyOption.REPLACE_EXISTING);

        goesOn(directory, "an older copy");
        assertThat(aside(directory)).hasSize(1);
    }

    @Test
    void a_backup_that_is_restored_without_the_later_mark_is_no_damage() throws Exception {
        Path directory = copy(shared.resolve("killed"), folder.resolve("restored"));
        Path backup = folder.resolve("restored.db");
        try (SqliteJournal journal = SqliteJournal.open(JournalSettings.in(directory), Clock.systemUTC())) {
            journal.onDisk(connection -> Database.execute(connection, "VACUUM INTO '" + backup + "'"));
            journal.append(batch("later", Change.Type.ADDED)).get(10, TimeUnit.SECONDS);
        }
        for (String file : List.of("journal.db", "journal.db-wal", "journal.db-shm", "journal.mark")) {
            Files.deleteIfExists(directory.resolve(file));
        }
        Files.copy(backup, directory.resolve("journal.db"));

        try (SqliteJournal journal = SqliteJournal.open(JournalSettings.in(directory), Clock.systemUTC())) {
            assertThat(journal.totals().appended()).isEqualTo(EVENTS);
            assertThat(journal.told("later")).isEmpty();
        }
        assertThat(aside(directory)).isEmpty();
    }

    @Test
    void a_database_that_was_deleted_while_nothing_ran_is_told_anew_and_marked() throws Exception {
        Path directory = copy(shared.resolve("killed"), folder.resolve("deleted"));
        for (Path file : List.of(directory.resolve("journal.db"), directory.resolve("journal.db-wal"))) {
            Files.delete(file);
        }
        goesOn(directory, "deleted");
        assertThat(aside(directory)).hasSize(1);
    }

    @Test
    void a_journal_that_was_killed_or_closed_is_as_it_was() throws Exception {
        Path directory = copy(shared.resolve("killed"), folder.resolve("killed"));
        for (int start = 0; start < 3; start++) {
            try (SqliteJournal journal = SqliteJournal.open(JournalSettings.in(directory), Clock.systemUTC())) {
                assertThat(journal.position(Batches.SCOPE))
                        .isEqualTo(new Known.Position(start == 0 ? "4711" : "1", true));
                assertThat(journal.totals().appended()).isEqualTo(EVENTS + 2 * start);
                journal.append(batch("more" + start, Change.Type.ADDED)).get(10, TimeUnit.SECONDS);
            }
        }
        assertThat(aside(directory)).isEmpty();
    }

    @Test
    void a_mark_that_cannot_be_read_is_no_mark() throws Exception {
        Path directory = copy(shared.resolve("killed"), folder.resolve("torn"));
        Files.write(directory.resolve("journal.mark"), new byte[200]);
        try (SqliteJournal journal = SqliteJournal.open(JournalSettings.in(directory), Clock.systemUTC())) {
            assertThat(journal.totals().appended()).isEqualTo(EVENTS);
        }
        assertThat(aside(directory)).isEmpty();
    }

    /** Opens it and lets the cluster be listed, with runs that were never seen. */
    private void goesOn(Path directory, String what) throws Exception {
        had.clear();
        for (long sequence = 1; sequence <= EVENTS; sequence++) { // the order in which they were told
            had.put("r" + (sequence - 1) / 2 + (sequence % 2 == 1 ? "/queued" : "/started"), sequence);
        }
        List<String> unmarked = new ArrayList<>();
        List<Long> numbers = new ArrayList<>(had.values());
        try (SqliteJournal journal = SqliteJournal.open(JournalSettings.in(directory), Clock.systemUTC())) {
            assertThat(journal.books()).as(what).allMatch(Books::balanced);
            journal.subscribe(sink(), event -> {
                synchronized (had) {
                    Long before = had.put(event.attributes().get("id"), event.sequence());
                    if (before != null && before == event.sequence()) {
                        return Outcome.DELIVERED; // as it was: the note of its delivery was lost
                    }
                    assertThat(numbers).as(what).doesNotContain(event.sequence());
                    numbers.add(event.sequence());
                    if (before != null && !"true".equals(event.attributes().get("replay"))) {
                        unmarked.add(event.attributes().get("id"));
                    }
                }
                return Outcome.DELIVERED;
            });
            tell(journal).get(20, TimeUnit.SECONDS);
            journal.append(batch("new", Change.Type.LISTED)).get(10, TimeUnit.SECONDS);
            journal.append(Batches.complete("4712")).get(10, TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> journal.books().stream().allMatch(b -> b.pending() == 0));
            assertThat(unmarked).as(what).isEmpty();
            assertThat(had).as(what).containsKeys("new/queued", "new/started");
            assertThat(journal.books()).as(what).allMatch(Books::balanced);
        }
    }

    private static SubscriptionSettings sink() {
        return SubscriptionSettings.named("audit").withFilters(Globs.ANY, Globs.ANY, Globs.ANY, Globs.ANY);
    }

    private static CompletableFuture<Void> tell(SqliteJournal journal) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            all.add(journal.append(batch("r" + run, Change.Type.LISTED)));
            if (run % 10 == 0) {
                all.get(run).join(); // commits of a few each
            }
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    private static io.github.tektoncourier.cloudevent.Batch batch(String uid, Change.Type type) {
        return Batches.batch(Batches.run(uid, null, "1", 1_500), type, "queued", "started");
    }

    private static Path copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(f -> !f.endsWith("lock")).toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.deleteIfExists(to.resolve("journal.db-shm"));
        return to;
    }

    private static List<Path> aside(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.getFileName().toString().matches("journal\\.db\\.damaged-[0-9TZ.]+"))
                    .toList();
        }
    }
}
