package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.journal.Backoff;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Delivery;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.StartFrom;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.delivery.RunningSubscription;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.JournalFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens in whatever order: the books balance at every look, nothing is lost, nothing overtakes. */
class BooksPropertyIT {

    private static final int SUBSCRIPTIONS = 3;
    private static final int STEPS = 120;

    @TempDir
    Path directory;

    private final Map<String, Sink> sinks = new ConcurrentHashMap<>();
    private final Map<String, RunningSubscription> open = new ConcurrentHashMap<>();
    private int appended;

    /** A sink with moods. */
    private static final class Sink implements Delivery {
        private final Random random;
        private final List<StoredEvent> taken = new CopyOnWriteArrayList<>();
        private volatile String mood = "takes";
        private volatile String hated = "";

        Sink(long seed) {
            this.random = new Random(seed);
        }

        @Override
        public Outcome deliver(StoredEvent event) throws Exception {
            String mine = event.attributes().getOrDefault("runuid", "").equals(hated) ? "hates" : mood;
            switch (mine) {
                case "down" -> throw new IOException("connection reset");
                case "hates" -> throw new IllegalStateException("not this run");
                case "flaky" -> {
                    synchronized (random) {
                        if (random.nextInt(3) == 0) {
                            throw new HttpOperationFailedException("http://x", 503, "", null, Map.of(), "");
                        }
                    }
                }
                case "refuses" -> throw new HttpOperationFailedException("http://x", 422, "", null, Map.of(), "");
                case "filters" -> {
                    return Outcome.FILTERED;
                }
                default -> {}
            }
            taken.add(event);
            return Outcome.DELIVERED;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    @Timeout(120)
    void the_books_balance_at_every_moment(long seed) throws Exception {
        Random random = new Random(seed);
        SqliteJournal journal = open();
        for (int step = 0; step < STEPS; step++) {
            journal = act(random, journal);
            journal.books()
                    .forEach(b ->
                            assertThat(b.balanced()).as("seed %d: %s", seed, b).isTrue());
        }
        sinks.values().forEach(sink -> {
            sink.mood = "takes";
            sink.hated = "";
        });
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            subscribe(journal, "s" + i);
        }
        append(random, journal);
        SqliteJournal last = journal;
        await().atMost(Duration.ofSeconds(30)).until(() -> last.books().stream().allMatch(b -> b.pending() == 0));

        for (Books books : last.books()) {
            assertThat(books.balanced()).as(books.toString()).isTrue();
            check(books, sinks.get(books.subscription()));
        }
        last.close();
        try (Connection connection = Database.reader(new JournalFiles(directory).database())) {
            assertThat(Database.number(connection, "SELECT count(*) = max(seq) FROM event", 0))
                    .isEqualTo(1);
            assertThat(Database.number(connection, "SELECT count(*) FROM exception WHERE state = 1", -1))
                    .isZero();
        }
    }

    private static void check(Books books, @Nullable Sink sink) {
        assertThat(sink).isNotNull();
        List<Long> sequences = sink.taken.stream().map(StoredEvent::sequence).toList();
        assertThat(sequences).doesNotHaveDuplicates().hasSize((int) books.delivered());
        Map<String, Long> last = new ConcurrentHashMap<>();
        for (StoredEvent event : sink.taken) {
            Long before = last.put(event.attributes().getOrDefault("partitionkey", ""), event.sequence());
            assertThat(before == null || before < event.sequence()).as("order").isTrue();
        }
    }

    private SqliteJournal open() {
        return SqliteJournal.open(JournalSettings.in(directory), Clock.systemUTC());
    }

    private SqliteJournal act(Random random, SqliteJournal journal) throws Exception {
        String name = "s" + random.nextInt(SUBSCRIPTIONS);
        switch (random.nextInt(12)) {
            case 0 -> {
                journal.close();
                open.clear();
                return open();
            }
            case 1 -> {
                RunningSubscription there = open.remove(name);
                if (there != null) {
                    there.close();
                }
            }
            case 2, 3 -> subscribe(journal, name);
            case 4, 5, 6 -> mood(random, name);
            default -> append(random, journal);
        }
        return journal;
    }

    private void mood(Random random, String name) {
        Sink sink = sink(name);
        String[] moods = {"takes", "takes", "takes", "flaky", "flaky", "down", "refuses", "filters"};
        sink.mood = moods[random.nextInt(moods.length)];
        sink.hated = random.nextBoolean() ? "" : "r" + random.nextInt(8);
    }

    private Sink sink(String name) {
        return sinks.computeIfAbsent(name, n -> new Sink(n.hashCode()));
    }

    private void subscribe(SqliteJournal journal, String name) {
        open.computeIfAbsent(
                name,
                n -> journal.subscribe(
                        SubscriptionSettings.named(n)
                                .withFilters(Globs.ANY, Globs.of("ns-r"), Globs.ANY, Globs.ANY)
                                .withStartFrom(new StartFrom.Earliest())
                                .withRetryFor(Duration.ofMillis(200))
                                .withLanes(3)
                                .withBackoff(new Backoff(Duration.ofMillis(3), Duration.ofMillis(30), 0.5)),
                        sink(n)));
    }

    private void append(Random random, SqliteJournal journal) throws Exception {
        List<java.util.concurrent.CompletableFuture<Void>> durable = new ArrayList<>();
        for (int i = random.nextInt(40); i >= 0; i--) {
            String uid = (random.nextInt(5) == 0 ? "other" : "r") + random.nextInt(8);
            durable.add(journal.append(Batches.batch(uid, "m" + appended++, "m" + random.nextInt(appended))));
        }
        for (var append : durable) {
            append.get();
        }
    }
}
