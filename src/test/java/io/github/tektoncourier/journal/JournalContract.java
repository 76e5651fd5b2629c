package io.github.tektoncourier.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.cloudevent.Refusal;
import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Known;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The six promises of docs/events.md as far as they are the journal's; each engine is to keep them. */
@Timeout(60)
public abstract class JournalContract {

    private static final Backoff QUICK = new Backoff(Duration.ofMillis(5), Duration.ofMillis(20), 0.5);

    @TempDir
    Path folder;

    private final List<Journal> opened = new CopyOnWriteArrayList<>();
    private Path directory;
    private Journal journal;

    /** The engine's journal in a directory, as it was left there or a new one. */
    protected abstract Journal open(Path directory);

    /** What a kill would leave of a journal that is open; the copy is opened as another one. */
    protected void copyAsIfKilled(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    @BeforeEach
    void open() {
        directory = folder.resolve("journal");
        journal = opened(directory);
    }

    @AfterEach
    void close() {
        opened.forEach(Journal::close);
    }

    private Journal opened(Path where) {
        Journal made = open(where);
        opened.add(made);
        return made;
    }

    private Journal killed(String name) {
        Path copy = folder.resolve(name);
        try {
            copyAsIfKilled(directory, copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return opened(copy);
    }

    private static SubscriptionSettings all(String name) {
        return SubscriptionSettings.named(name)
                .withFilters(Globs.ANY, Globs.ANY, Globs.ANY, Globs.ANY)
                .withStartFrom(new StartFrom.Earliest())
                .withBackoff(QUICK);
    }

    private void append(Batch batch) throws Exception {
        journal.append(batch).get(10, TimeUnit.SECONDS);
    }

    private static String id(StoredEvent event) {
        return event.attributes().getOrDefault("id", "");
    }

    private static final class Unacceptable extends RuntimeException implements Refusal {
        Unacceptable() {
            super("this very event is unacceptable");
        }

        @Override
        public int retryAfterSeconds() {
            return 0;
        }

        @Override
        public boolean forGood() {
            return true;
        }
    }

    @Test
    void promise_1_an_event_comes_again_until_it_is_acknowledged_and_each_time_the_same() throws Exception {
        List<StoredEvent> got = new CopyOnWriteArrayList<>();
        List<Journal> after = new CopyOnWriteArrayList<>();
        append(Batches.batch("a", "queued"));

        journal.subscribe(all("s"), event -> {
            got.add(event);
            if (got.size() == 1) {
                throw new IOException("connection reset");
            }
            after.add(killed("after")); // sent, and killed before that was noted
            return Outcome.DELIVERED;
        });
        await().until(() -> after.size() == 1);
        after.get(0).subscribe(all("s"), event -> {
            got.add(event);
            return Outcome.DELIVERED;
        });

        await().until(() -> got.size() == 3);
        assertThat(got).allSatisfy(event -> {
            assertThat(event.attributes()).isEqualTo(got.get(0).attributes());
            assertThat(event.data()).isEqualTo(Batches.batch("a", "queued").data());
        });
        assertThat(got.get(0).attributes()).containsKeys("id", "source", "sequence");
    }

    @Test
    void promise_2_events_of_a_partition_key_come_in_the_order_of_append_whatever_fails() throws Exception {
        Map<String, List<Long>> taken = new ConcurrentHashMap<>();
        AtomicInteger attempts = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        journal.subscribe(all("s").withLanes(4), event -> {
            if (attempts.incrementAndGet() % 4 == 0) {
                throw new IOException("connection reset");
            }
            taken.computeIfAbsent(
                            event.attributes().getOrDefault("partitionkey", ""), key -> new CopyOnWriteArrayList<>())
                    .add(event.sequence());
            done.incrementAndGet();
            return Outcome.DELIVERED;
        });

        for (int i = 0; i < 15; i++) {
            for (String run : List.of("a", "b", "c", "d")) {
                append(Batches.batch(run, "moment-" + i));
            }
        }

        await().atMost(Duration.ofSeconds(30)).until(() -> done.get() >= 60);
        assertThat(taken).hasSize(4);
        assertThat(taken.values())
                .allSatisfy(sequences ->
                        assertThat(sequences).hasSize(15).isSorted().doesNotHaveDuplicates());
    }

    @Test
    void promise_3_what_was_said_to_be_durable_outlives_a_kill() throws Exception {
        for (int i = 0; i < 30; i++) {
            append(Batches.batch("run-" + i, "queued", "started"));
        }

        Journal after = killed("after");

        Set<String> got = ConcurrentHashMap.newKeySet();
        after.subscribe(all("s"), event -> {
            got.add(id(event));
            return Outcome.DELIVERED;
        });
        await().until(() -> got.size() == 60);
        assertThat(after.told("run-29")).containsExactlyInAnyOrder("queued", "started");
    }

    @Test
    void promise_4_an_id_is_told_once_as_it_was_first_known_and_nothing_beside_it() throws Exception {
        List<StoredEvent> got = new CopyOnWriteArrayList<>();
        Batch first = Batches.batch(Batches.run("a", null, "1", 10), Change.Type.ADDED, "queued");
        append(first);
        journal.close();
        journal = opened(directory);

        append(Batches.batch(Batches.run("a", null, "2", 20), Change.Type.MODIFIED, "queued", "successful"));
        journal.subscribe(all("s"), event -> {
            got.add(event);
            return Outcome.DELIVERED;
        });

        await().until(() -> got.size() == 2);
        assertThat(got).extracting(JournalContract::id).containsExactly("a/queued", "a/successful");
        assertThat(got.get(0).data()).isEqualTo(first.data());
        assertThat(journal.told("a")).containsExactlyInAnyOrder("queued", "successful");
        assertThat(journal.told("never-seen")).isEmpty();
    }

    @Test
    void promise_5_a_first_sight_lasts_until_its_list_is_complete_and_what_it_kept_silent_stays_so() throws Exception {
        append(Batches.silent("old", "queued", "started"));
        boolean before = killed("before").position(Batches.SCOPE).baseline();

        append(Batches.complete("17"));

        Journal after = killed("after");
        Known.Position listed = after.position(Batches.SCOPE);
        List<String> got = new CopyOnWriteArrayList<>();
        after.append(Batches.batch("old", "queued", "started", "successful")).get(10, TimeUnit.SECONDS);
        after.subscribe(all("s"), event -> {
            got.add(id(event));
            return Outcome.DELIVERED;
        });
        await().until(() -> got.size() == 1);
        assertThat(before).isFalse();
        assertThat(listed).isEqualTo(new Known.Position("17", true));
        assertThat(after.totals().appended()).isEqualTo(1);
        assertThat(got).containsExactly("old/successful");
    }

    @Test
    void promise_6_the_books_balance_at_every_look_and_in_the_end_nothing_is_pending() throws Exception {
        Map<String, Integer> attempts = new HashMap<>();
        journal.subscribe(all("s").withLanes(3), event -> {
            int attempt;
            synchronized (attempts) {
                attempt = attempts.merge(id(event), 1, Integer::sum);
            }
            return switch ((int) (event.sequence() % 5)) {
                case 0 -> Outcome.FILTERED;
                case 1 -> throw new Unacceptable();
                case 2 -> {
                    if (attempt == 1) {
                        throw new IOException("connection reset");
                    }
                    yield Outcome.DELIVERED;
                }
                default -> Outcome.DELIVERED;
            };
        });

        for (int i = 0; i < 50; i++) {
            append(Batches.batch("run-" + i % 7, "moment-" + i));
            assertThat(journal.books())
                    .allSatisfy(books ->
                            assertThat(books.balanced()).as(books.toString()).isTrue());
        }

        await().atMost(Duration.ofSeconds(30))
                .until(() -> journal.books().get(0).pending() == 0);
        Books books = journal.books().get(0);
        assertThat(books.balanced()).as(books.toString()).isTrue();
        assertThat(books.appended()).isEqualTo(50);
        assertThat(books.filtered()).isEqualTo(10);
        assertThat(books.dead()).isEqualTo(10);
        assertThat(books.delivered()).isEqualTo(30);
    }
}
