package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.StartFrom;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.Reader;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Known;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Databases that are damaged in every way that a disk knows; all seeds are fixed. */
@Timeout(600)
class DamageIT {

    private static final int RUNS = 300;
    private static final int PAGE = 8_192;
    private static final int SEEDS = Integer.getInteger("damage.seeds", 12);

    private static final int FIRST = Integer.getInteger("damage.first", 0);

    private static final List<String> MOMENTS = List.of("queued", "started", "successful");

    private static Path sound;
    /** What all subscriptions of it have need not be told again. */
    private static long passed;

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private final Clock clock = Clock.systemUTC();

    /** A journal with 900 events: one sink has half of them, one is new, one has parked and dead ones. */
    private Path sound() throws Exception {
        if (sound == null) {
            Path directory = shared.resolve("sound");
            try (SqliteJournal journal = SqliteJournal.open(JournalSettings.in(directory), clock)) {
                journal.subscribe(named("half"), event -> {
                    if (event.sequence() > RUNS * 3 / 2) {
                        throw new IOException("down");
                    }
                    return Outcome.DELIVERED;
                });
                journal.subscribe(named("choosy"), event -> {
                    if (event.sequence() % 100 == 7) {
                        throw new IOException("not this one");
                    }
                    return Outcome.DELIVERED;
                });
                tell(journal, 0, RUNS);
                journal.append(Batches.complete("4711")).get(10, TimeUnit.SECONDS);
                await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(journal.books())
                        .anyMatch(b -> b.subscription().equals("choosy") && b.pending() < RUNS)
                        .anyMatch(b -> b.subscription().equals("half") && b.delivered() > 100));
            }
            try (Reader reader = Reader.open(directory.resolve("journal.db"))) {
                passed = Database.number(reader.connection(), "SELECT min(position) FROM subscription", 0);
            }
            sound = directory;
        }
        return sound;
    }

    @Test
    void whatever_bytes_are_flipped_the_journal_opens_and_what_is_intact_is_kept() throws Exception {
        Map<String, Integer> kinds = new HashMap<>();
        for (int seed = FIRST; seed < FIRST + SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Path directory = copy("flip" + seed);
            byte[] bytes = Files.readAllBytes(directory.resolve("journal.db"));
            int flips = 1 + random.nextInt(1 << random.nextInt(7));
            for (int i = 0; i < flips; i++) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
            }
            Files.write(directory.resolve("journal.db"), bytes);
            survives(directory, "flip " + flips + " bytes, seed " + seed, kinds);
        }
        System.out.println("flipped bytes: " + kinds);
    }

    @Test
    void whatever_page_is_torn_the_journal_opens_and_what_is_intact_is_kept() throws Exception {
        Map<String, Integer> kinds = new HashMap<>();
        int pages = (int) (Files.size(sound().resolve("journal.db")) / PAGE);
        for (int page = 0; page < pages; page += Math.max(1, pages / SEEDS)) {
            SplittableRandom random = new SplittableRandom(page);
            Path directory = copy("page" + page);
            try (RandomAccessFile file =
                    new RandomAccessFile(directory.resolve("journal.db").toFile(), "rw")) {
                byte[] half = new byte[PAGE / 2];
                if (page % 2 == 0) {
                    random.nextBytes(half);
                }
                file.seek((long) page * PAGE + (page % 3 == 0 ? 0 : PAGE / 2));
                file.write(half);
            }
            survives(directory, "page " + page + " of " + pages, kinds);
        }
        System.out.println("torn pages: " + kinds);
    }

    @Test
    void however_short_the_file_is_cut_the_journal_opens() throws Exception {
        Map<String, Integer> kinds = new HashMap<>();
        long length = Files.size(sound().resolve("journal.db"));
        for (int seed = 0; seed < SEEDS / 4; seed++) {
            Path directory = copy("cut" + seed);
            try (RandomAccessFile file =
                    new RandomAccessFile(directory.resolve("journal.db").toFile(), "rw")) {
                file.setLength(seed == 0 ? 0 : new SplittableRandom(seed).nextLong(length));
            }
            survives(directory, "cut, seed " + seed, kinds);
        }
        System.out.println("cut files: " + kinds);
    }

    /** Opens it, goes on with the same runs and new ones, and checks all that can be known. */
    private void survives(Path directory, String what, Map<String, Integer> kinds) throws Exception {
        JournalSettings settings = JournalSettings.in(directory).withLockWait(Duration.ZERO);
        Map<String, Long> sequences = new HashMap<>();
        Map<String, Long> ids = new HashMap<>();
        boolean rebuilt;
        try (SqliteJournal journal = SqliteJournal.open(settings, clock)) {
            rebuilt = setAside(directory);
            List<Books> before = journal.books();
            assertThat(before).as(what).allMatch(Books::balanced);
            Known.Position position = journal.position(Batches.SCOPE);
            if (rebuilt) {
                assertThat(position).as(what).isEqualTo(new Known.Position("", true));
            }
            if (!journal.ended().isDone()) { // else it shows at once, and the next opening goes on
                CompletableFuture<Void> told = tell(journal, 0, RUNS + 20);
                try {
                    told.get(20, TimeUnit.SECONDS);
                } catch (java.util.concurrent.TimeoutException e) {
                    assertThat(journal.ended().isDone()).as(what).isTrue(); // damage that only shows when it is used
                }
            }
        }
        boolean mended = true;
        for (int round = 0; mended; round++) { // what only shows when it is delivered is found in the first
            assertThat(round).as(what).isLessThan(3);
            mended = goesOn(settings, what, ids, sequences);
        }
        rebuilt |= setAside(directory);
        kinds.merge(rebuilt ? "rebuilt" : "as it is", 1, Integer::sum);
    }

    /** Whether its file had to be put right. */
    private boolean goesOn(JournalSettings settings, String what, Map<String, Long> ids, Map<String, Long> sequences)
            throws Exception {
        try (SqliteJournal journal = SqliteJournal.open(settings, clock)) {
            CompletableFuture<Void> told = tell(journal, 0, RUNS + 20);
            CompletableFuture.anyOf(told, journal.ended()).get(20, TimeUnit.SECONDS);
            CompletableFuture.anyOf(journal.append(Batches.complete("4712")), journal.ended())
                    .get(20, TimeUnit.SECONDS);
            try {
                journal.subscribe(named("all").withStartFrom(new StartFrom.Earliest()), event -> {
                    synchronized (ids) {
                        Long before = ids.put(event.attributes().get("id"), event.sequence());
                        assertThat(before == null
                                        || before == event.sequence()
                                        || "true".equals(event.attributes().get("replay")))
                                .as("told once, sent again as it was, or marked: " + event.attributes())
                                .isTrue();
                        sequences.merge(event.attributes().get("runuid"), event.sequence(), (a, b) -> {
                            assertThat(b).as("rising in " + event.attributes()).isGreaterThanOrEqualTo(a);
                            return b;
                        });
                    }
                    return Outcome.DELIVERED;
                });
                journal.subscribe(named("half"), event -> Outcome.DELIVERED);
                journal.subscribe(named("choosy"), event -> Outcome.DELIVERED);
            } catch (JournalException e) {
                journal.ended().get(20, TimeUnit.SECONDS);
            }
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(journal.ended().isDone() || drained(journal.books()))
                            .as(what + " " + journal.books())
                            .isTrue());
            if (journal.ended().isDone()) {
                return true;
            }
            assertThat(journal.books()).as(what).allMatch(Books::balanced);
            for (int run = (int) (passed / 3) + 1; run < RUNS + 20; run++) {
                assertThat(ids).as(what).containsKeys("r" + run + "/queued", "r" + run + "/successful");
            }
            assertThat(journal.position(Batches.SCOPE).resourceVersion()).isEqualTo("4712");
            return false;
        }
    }

    private static boolean drained(List<Books> books) {
        return books.size() == 3 && books.stream().allMatch(b -> b.pending() == 0);
    }

    private static boolean setAside(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(f -> f.getFileName().toString().startsWith("journal.db.damaged-"));
        }
    }

    private static CompletableFuture<Void> tell(SqliteJournal journal, int from, int to) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int run = from; run < to; run++) {
            all.add(journal.append(Batches.batch(
                    Batches.run("r" + run, null, "1", 1_500), Change.Type.LISTED, MOMENTS.toArray(String[]::new))));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    private static Books book(SqliteJournal journal, String name) {
        return journal.books().stream()
                .filter(b -> b.subscription().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static SubscriptionSettings named(String name) {
        return SubscriptionSettings.named(name)
                .withFilters(
                        io.github.tektoncourier.filter.Globs.ANY,
                        io.github.tektoncourier.filter.Globs.ANY,
                        io.github.tektoncourier.filter.Globs.ANY,
                        io.github.tektoncourier.filter.Globs.ANY);
    }

    private Path copy(String name) throws Exception {
        Path directory = Files.createDirectories(folder.resolve(name));
        try (Stream<Path> files = Files.list(sound())) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName().toString()));
            }
        }
        return directory;
    }
}
