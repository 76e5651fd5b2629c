package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.journal.Backoff;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.FakeClock;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.StartFrom;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.delivery.RunningSubscription;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.JournalFiles;
import io.github.tektoncourier.run.Change;
import java.net.ConnectException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What leaves the journal, and what happens when nothing may. */
@Timeout(120)
class RetentionIT {

    private static final long SMALL = 3 * JournalSettings.MEBIBYTE;

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock();
    private SqliteJournal journal;

    @BeforeEach
    void open() {
        journal = SqliteJournal.open(settings(), clock);
    }

    private JournalSettings settings() {
        return JournalSettings.in(directory).withRetention(Duration.ofHours(1));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private static SubscriptionSettings all(String name) {
        return SubscriptionSettings.named(name)
                .withFilters(Globs.ANY, Globs.ANY, Globs.ANY, Globs.ANY)
                .withStartFrom(new StartFrom.Earliest());
    }

    private void append(Batch batch) throws Exception {
        journal.append(batch).get(10, TimeUnit.SECONDS);
    }

    private void appendGone(String uid) throws Exception {
        append(Batches.batch(Batches.run(uid, null, "9", 10), Change.Type.DELETED));
    }

    private long count(String table) throws Exception {
        try (Connection connection = Database.reader(JournalFiles.of(settings()).database())) {
            return Database.number(connection, "SELECT count(*) FROM " + table, -1);
        }
    }

    private Books books(String name) {
        return journal.books().stream()
                .filter(b -> b.subscription().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void old_events_and_their_bodies_go_once_everybody_has_passed_them() throws Exception {
        for (int i = 0; i < 2_500; i++) {
            journal.append(Batches.batch("r" + i, "queued"));
        }
        append(Batches.batch("last", "queued"));
        clock.advance(Duration.ofMinutes(61));
        append(Batches.batch("young", "queued"));

        journal.retain();

        assertThat(count("event")).isEqualTo(1);
        assertThat(count("snapshot")).isEqualTo(1);
        assertThat(journal.latest("young")).isPresent();
        assertThat(journal.latest("last")).isEmpty();
        assertThat(journal.told("r7")).containsExactly("queued");
        append(Batches.batch("next", "queued"));
        assertThat(journal.totals().appended()).isEqualTo(2_503);
    }

    @Test
    void what_was_told_outlives_a_gone_run_by_a_day() throws Exception {
        append(Batches.batch("gone", "queued"));
        append(Batches.batch("alive", "queued"));
        appendGone("gone");
        append(Batches.batch("later", "queued"));
        clock.advance(Duration.ofHours(23));
        journal.retain();
        long afterAnHour = count("run");

        clock.advance(Duration.ofHours(2));
        journal.retain();

        assertThat(afterAnHour).isEqualTo(3);
        assertThat(journal.told("gone")).isEmpty();
        assertThat(journal.told("alive")).containsExactly("queued");
        assertThat(count("told")).isEqualTo(2);
    }

    @Test
    void what_a_subscription_has_not_passed_stays_and_dead_letters_keep_their_event() throws Exception {
        AtomicBoolean down = new AtomicBoolean(true);
        journal.subscribe(all("behind"), event -> {
            if (down.get()) {
                throw new ConnectException("refused");
            }
            return Outcome.DELIVERED;
        });
        journal.subscribe(all("strict"), event -> {
            if (event.attributes().get("runuid").equals("bad")) {
                throw new org.apache.camel.http.base.HttpOperationFailedException(
                        "http://x", 400, "Bad", null, java.util.Map.of(), "");
            }
            return Outcome.DELIVERED;
        });
        append(Batches.batch("bad", "queued"));
        append(Batches.batch("good", "queued"));
        append(Batches.batch("head", "queued"));
        await().until(() -> books("strict").dead() == 1 && books("strict").pending() == 0);
        clock.advance(Duration.ofHours(2));
        journal.retain();
        long held = count("event");

        down.set(false);
        clock.advance(Duration.ofMinutes(2));
        append(Batches.batch("new", "queued"));
        await().until(() -> books("behind").pending() == 0);
        clock.advance(Duration.ofHours(2));
        journal.retain();

        assertThat(held).isEqualTo(3);
        assertThat(count("event")).as("the dead letter's and the newest").isEqualTo(2);
        assertThat(count("snapshot")).isEqualTo(2);
    }

    @Test
    void a_subscription_whose_file_is_gone_pins_nothing_and_says_the_gap_when_it_returns() throws Exception {
        SubscriptionSettings away = all("away");
        journal.subscribe(away, event -> Outcome.DELIVERED).close();
        journal.release(Set.of("away"));
        for (int i = 0; i < 10; i++) {
            append(Batches.batch("r" + i, "queued"));
        }
        clock.advance(Duration.ofHours(2));
        journal.retain();
        append(Batches.batch("next", "queued"));

        journal.subscribe(away, event -> Outcome.DELIVERED);

        await().until(() -> books("away").pending() == 0);
        assertThat(books("away").dropped()).isEqualTo(9);
        assertThat(books("away").delivered()).isEqualTo(2);
        assertThat(books("away").balanced()).isTrue();
    }

    @Test
    void a_full_journal_makes_appends_wait_but_still_acknowledges_and_goes_on_when_there_is_room() throws Exception {
        journal.close();
        journal = SqliteJournal.open(
                settings().withMaxSize(SMALL).withByteBudget(256 * JournalSettings.MEBIBYTE),
                java.time.Clock.systemUTC());
        AtomicBoolean down = new AtomicBoolean(true);
        AtomicInteger delivered = new AtomicInteger();
        journal.subscribe(all("s").withBackoff(new Backoff(Duration.ofMillis(20), Duration.ofMillis(50), 0)), event -> {
            if (down.get()) {
                throw new ConnectException("refused");
            }
            delivered.incrementAndGet();
            return Outcome.DELIVERED;
        });
        List<CompletableFuture<Void>> appends = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            appends.add(
                    journal.append(Batches.batch(Batches.run("r" + i, null, "1", 9_000), Change.Type.ADDED, "queued")));
        }

        await().until(() -> journal.totals().full());
        assertThat(journal.totals().waiting()).isPositive();
        assertThat(journal.totals().usedBytes()).isLessThan(SMALL + JournalSettings.MEBIBYTE * 4);
        down.set(false);

        await().atMost(Duration.ofSeconds(60)).until(() -> delivered.get() == 1_500);
        assertThat(appends).allMatch(append -> append.isDone() && !append.isCompletedExceptionally());
        await().until(() -> books("s").balanced() && books("s").pending() == 0);
    }

    @Test
    void removing_the_sink_that_holds_a_full_journal_lets_everything_move_within_seconds() throws Exception {
        journal.close();
        journal = SqliteJournal.open(
                settings().withMaxSize(SMALL).withByteBudget(256 * JournalSettings.MEBIBYTE),
                java.time.Clock.systemUTC());
        RunningSubscription dead = journal.subscribe(all("dead"), event -> {
            throw new ConnectException("refused");
        });
        List<CompletableFuture<Void>> appends = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            appends.add(
                    journal.append(Batches.batch(Batches.run("r" + i, null, "1", 9_000), Change.Type.ADDED, "queued")));
        }
        await().until(() -> journal.totals().full());

        journal.release(Set.of("dead"));
        dead.close();

        await().atMost(Duration.ofSeconds(40)).until(() -> appends.stream().allMatch(CompletableFuture::isDone));
        assertThat(journal.totals().appended()).isEqualTo(1_500);
    }

    @Test
    void what_was_told_outlives_the_events_that_went_for_want_of_room() throws Exception {
        journal.close();
        journal = SqliteJournal.open(
                settings().withMaxSize(SMALL).withByteBudget(256 * JournalSettings.MEBIBYTE),
                java.time.Clock.systemUTC());
        for (int i = 0; i < 3_000; i++) {
            journal.append(Batches.batch(Batches.run("r" + i, null, "1", 9_000), Change.Type.ADDED, "queued"));
        }
        append(Batches.batch("last", "queued"));
        long kept = count("event");

        for (int i = 0; i < 3_000; i++) {
            journal.append(Batches.batch(Batches.run("r" + i, null, "1", 9_000), Change.Type.MODIFIED, "queued"));
        }
        append(Batches.batch("last", "queued"));

        assertThat(kept).as("there was no room for all").isLessThan(3_001);
        assertThat(journal.totals().appended()).isEqualTo(3_001);
    }
}
