package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.journal.Backoff;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Delivery;
import io.github.tektoncourier.journal.EventSelection;
import io.github.tektoncourier.journal.FakeClock;
import io.github.tektoncourier.journal.Hold;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.JournalView;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.StartFrom;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.journal.Subscription;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.slot.AddressRule;
import io.github.tektoncourier.slot.NamespaceAnnotations;
import io.github.tektoncourier.slot.Slot;
import io.github.tektoncourier.slot.SlotReader;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What keeps the journal's room, and what gives it back. */
@Timeout(120)
class DiskQuotaIT {

    private static final long SMALL = 4 * JournalSettings.MEBIBYTE;
    private static final Backoff QUICK = new Backoff(Duration.ofMillis(20), Duration.ofMillis(50), 0);

    @TempDir
    Path directory;

    private SqliteJournal journal;

    @BeforeEach
    void open() {
        open(SMALL);
    }

    private void open(long maxSize) {
        journal = SqliteJournal.open(
                JournalSettings.in(directory).withMaxSize(maxSize).withByteBudget(256 * JournalSettings.MEBIBYTE),
                Clock.systemUTC());
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private static SubscriptionSettings all(String name) {
        return SubscriptionSettings.named(name)
                .withFilters(Globs.ANY, Globs.ANY, Globs.ANY, Globs.ANY)
                .withStartFrom(new StartFrom.Earliest())
                .withBackoff(QUICK);
    }

    private static Outcome refuses(StoredEvent event) throws Exception {
        throw new ConnectException("refused");
    }

    private static Outcome neverWants(StoredEvent event) throws Exception {
        throw new HttpOperationFailedException("http://x", 400, "Bad", null, Map.of(), "");
    }

    private List<CompletableFuture<Void>> append(String prefix, int runs) {
        List<CompletableFuture<Void>> appends = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            Batch batch = Batches.batch(Batches.run(prefix + i, null, "1", 9_000), Change.Type.ADDED, "queued");
            appends.add(journal.append(batch));
        }
        return appends;
    }

    private void all(List<CompletableFuture<Void>> appends) {
        await().atMost(Duration.ofSeconds(30)).until(() -> appends.stream().allMatch(CompletableFuture::isDone));
        assertThat(appends).noneMatch(CompletableFuture::isCompletedExceptionally);
    }

    private Books books(String name) {
        return journal.books().stream()
                .filter(b -> b.subscription().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void who_holds_most_comes_first_and_readers_see_the_same() throws Exception {
        journal.subscribe(all("sound"), event -> Outcome.DELIVERED);
        journal.subscribe(all("early"), DiskQuotaIT::refuses);
        all(append("a", 300));
        journal.subscribe(all("late").withStartFrom(new StartFrom.Now()), DiskQuotaIT::refuses);
        all(append("b", 100));
        await().until(() -> books("sound").pending() == 0);

        List<Hold> holds = journal.holds();

        assertThat(holds).extracting(Hold::subscription).containsExactly("early", "late");
        assertThat(holds).extracting(Hold::events).containsExactly(400L, 100L);
        assertThat(holds.get(0).bytes())
                .isBetween(holds.get(1).bytes() * 3, journal.totals().usedBytes());
        assertThat(holds.get(0).since()).isEqualTo(books("early").oldestPending());
        try (JournalView reader = JournalFactory.view(directory)) {
            assertThat(reader.holds()).extracting(Hold::subscription).containsExactly("early", "late");
            assertThat(reader.usage().maxBytes()).isEqualTo(SMALL);
        }
    }

    @Test
    void a_removed_file_makes_room_at_once_though_a_delivery_is_still_under_way() throws Exception {
        AtomicBoolean ends = new AtomicBoolean();
        Subscription hanging = journal.subscribe(all("hanging"), event -> {
            await().atMost(Duration.ofSeconds(60)).until(ends::get);
            return Outcome.DELIVERED;
        });
        List<CompletableFuture<Void>> appends = append("r", 2_500);
        await().until(() -> journal.totals().full());

        journal.release(Set.of("hanging"));

        all(appends);
        ends.set(true);
        hanging.close();
        assertThat(books("hanging").state()).isEqualTo("gone");
        assertThat(books("hanging").balanced()).isTrue();
    }

    @Test
    void dead_letters_stay_while_their_file_is_there_and_go_for_room_when_it_is_not() throws Exception {
        Subscription strict = journal.subscribe(all("strict"), DiskQuotaIT::neverWants);
        List<CompletableFuture<Void>> appends = append("r", 2_500);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> journal.totals().full() && books("strict").pending() == 0);
        Hold hold = journal.holds().get(0);
        long dead = books("strict").dead();

        journal.release(Set.of("strict"));
        strict.close();

        assertThat(hold.subscription()).isEqualTo("strict");
        assertThat(hold.asideBytes()).isEqualTo(hold.bytes()).isGreaterThan(SMALL / 2);
        all(appends);
        assertThat(books("strict").dead()).isGreaterThanOrEqualTo(dead);
        assertThat(books("strict").balanced()).isTrue();
    }

    @Test
    void dead_letters_of_receivers_that_runs_name_go_for_room_although_their_file_is_there() throws Exception {
        SlotReader slot = new SlotReader(
                Slot.of(new Slot.Parameters("to", "namespace", ".*", "", "", "v", ""), AddressRule.NONE)
                        .orElseThrow(),
                NamespaceAnnotations.NONE);
        journal.subscribe(all("slotted"), new Delivery() {
            @Override
            public Outcome deliver(StoredEvent event) throws Exception {
                return neverWants(event);
            }

            @Override
            public SlotReader slot() {
                return slot;
            }
        });

        List<CompletableFuture<Void>> appends = append("r", 2_500);

        all(appends);
        await().until(() -> books("slotted").dead() == 2_500);
        assertThat(books("slotted").balanced()).isTrue();
        try (JournalView reader = JournalFactory.view(directory)) {
            assertThat(reader.dead(EventSelection.ALL, 10_000))
                    .hasSizeLessThan(2_500)
                    .allSatisfy(letter -> assertThat(letter.id()).isNotEmpty());
        }
    }

    @Test
    void parked_events_that_went_meanwhile_are_dropped_when_the_file_is_back() throws Exception {
        Subscription choosy = journal.subscribe(all("choosy"), event -> {
            if (event.attributes().get("runuid").startsWith("bad")) {
                throw new HttpOperationFailedException("http://x", 500, "Bad", null, Map.of(), "");
            }
            return Outcome.DELIVERED;
        });
        all(append("bad", 1));
        AtomicInteger good = new AtomicInteger();
        await().until(() -> {
            all(append("good" + good.incrementAndGet(), 1));
            return books("choosy").parkedRuns() == 1;
        });
        journal.release(Set.of("choosy"));
        choosy.close();
        List<CompletableFuture<Void>> appends = append("more", 5_000);
        all(appends);

        journal.subscribe(all("choosy"), event -> Outcome.DELIVERED);

        await().atMost(Duration.ofSeconds(30)).until(() -> books("choosy").pending() == 0);
        assertThat(books("choosy").dropped()).isPositive();
        assertThat(books("choosy").parkedRuns()).isZero();
        assertThat(books("choosy").balanced()).isTrue();
    }

    @Test
    void found_at_start_it_holds_back_until_all_files_are_known() throws Exception {
        journal.subscribe(all("removed"), DiskQuotaIT::refuses);
        journal.subscribe(all("refused"), DiskQuotaIT::refuses);
        all(append("r", 100));
        journal.close();
        open(SMALL);
        List<String> before = journal.holds().stream().map(Hold::subscription).toList();

        journal.expectOnly(Set.of("refused"), Set.of());

        assertThat(before).containsExactlyInAnyOrder("removed", "refused");
        assertThat(journal.holds()).extracting(Hold::subscription).containsExactly("refused");
        journal.close();
        open(SMALL);
        assertThat(journal.holds())
                .as("after one more start")
                .extracting(Hold::subscription)
                .containsExactly("refused");
    }

    /** Found in the field: one subscription's stop took 20 s, and what the others needed made room meanwhile. */
    @Test
    void a_stop_that_takes_long_while_the_journal_is_full_takes_out_nothing_that_a_sink_has_not_had() throws Exception {
        journal.close();
        FakeClock clock = new FakeClock();
        journal = SqliteJournal.open(
                JournalSettings.in(directory)
                        .withMaxSize(SMALL)
                        .withByteBudget(256 * JournalSettings.MEBIBYTE)
                        .withRetention(Duration.ofMinutes(1)),
                clock);
        Subscription down = journal.subscribe(all("down"), DiskQuotaIT::refuses);
        Subscription behind = journal.subscribe(all("behind"), DiskQuotaIT::refuses);
        List<CompletableFuture<Void>> appends = append("r", 2_500);
        await().until(() -> journal.totals().full());

        down.close();
        behind.close();
        clock.advance(Duration.ofHours(80));
        journal.retain();
        journal.close();
        clock.advance(Duration.ofHours(80));
        journal = SqliteJournal.open(JournalSettings.in(directory).withMaxSize(SMALL * 4), clock);
        long appended = journal.totals().appended();
        clock.advance(Duration.ofHours(80));
        journal.retain();
        AtomicInteger got = new AtomicInteger();
        journal.subscribe(all("down"), event -> {
            got.incrementAndGet();
            return Outcome.DELIVERED;
        });

        await().atMost(Duration.ofSeconds(30)).until(() -> books("down").pending() == 0);
        assertThat(appends).isNotEmpty();
        assertThat(got.get()).isEqualTo((int) appended).isPositive();
        assertThat(books("down").dropped()).isZero();
        assertThat(journal.holds()).extracting(Hold::subscription).containsExactly("behind");
    }

    @Test
    void a_subscription_that_comes_back_keeps_the_parked_events_that_are_still_there() throws Exception {
        Subscription choosy = journal.subscribe(all("choosy"), event -> {
            if (event.attributes().get("runuid").startsWith("bad")) {
                throw new HttpOperationFailedException("http://x", 500, "Bad", null, Map.of(), "");
            }
            return Outcome.DELIVERED;
        });
        all(append("bad", 1));
        AtomicInteger good = new AtomicInteger();
        await().until(() -> {
            all(append("good" + good.incrementAndGet(), 1));
            return books("choosy").parkedRuns() == 1;
        });
        journal.release(Set.of("choosy"));
        choosy.close();

        journal.subscribe(all("choosy"), event -> Outcome.DELIVERED);

        await().atMost(Duration.ofSeconds(30)).until(() -> books("choosy").pending() == 0);
        assertThat(books("choosy").dropped()).isZero();
    }

    @Test
    void a_limit_below_what_is_used_lets_appends_wait_and_deliveries_go_on() throws Exception {
        journal.close();
        open(16 * SMALL);
        journal.subscribe(all("slow"), DiskQuotaIT::refuses);
        all(append("r", 1_500));
        journal.close();
        open(journal.totals().usedBytes() / 2);
        List<CompletableFuture<Void>> appends = append("s", 1_500);
        await().until(() -> journal.totals().full());
        boolean waited =
                !appends.stream().allMatch(CompletableFuture::isDone); // the log was shorter when it was opened again

        journal.subscribe(all("slow"), event -> Outcome.DELIVERED);

        all(appends);
        assertThat(waited).isTrue();
        await().until(() -> books("slow").delivered() == 3_000);
    }

    @Test
    void a_limit_smaller_than_one_event_loses_nothing_and_a_larger_one_takes_it() throws Exception {
        journal.close();
        open(64 * 1024);
        List<CompletableFuture<Void>> appends = append("r", 5);
        await().until(() -> journal.totals().full() && journal.totals().waiting() > 0);
        assertThat(appends.get(4)).isNotDone();
        journal.close();

        open(SMALL);
        all(append("r", 5));

        assertThat(journal.totals().appended()).isEqualTo(5);
    }
}
