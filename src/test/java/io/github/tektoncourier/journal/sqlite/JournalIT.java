package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.journal.Backoff;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Delivery;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalLockedException;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.JournalView;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.StartFrom;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Known;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class JournalIT {

    private static final Backoff QUICK = new Backoff(Duration.ofMillis(20), Duration.ofMillis(100), 0.2);

    @TempDir
    Path directory;

    private SqliteJournal journal;

    @BeforeEach
    void open() {
        journal = SqliteJournal.open(
                JournalSettings.in(directory).withLockWait(Duration.ofMillis(300)), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private void reopen() {
        journal.close();
        open();
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

    private Books books(String name) {
        return journal.books().stream()
                .filter(b -> b.subscription().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void an_id_is_appended_once_whatever_comes_again() throws Exception {
        append(Batches.batch("a", "queued", "started"));
        append(Batches.batch("a", "queued", "started", "running"));
        reopen();
        append(Batches.batch("a", "started", "running", "running", "successful"));

        assertThat(journal.totals().appended()).isEqualTo(4);
        assertThat(journal.told("a")).containsExactlyInAnyOrder("queued", "started", "running", "successful");
    }

    @Test
    void an_event_arrives_as_it_was_appended_with_its_sequence() throws Exception {
        List<StoredEvent> got = new CopyOnWriteArrayList<>();
        append(Batches.batch("a", "queued", "failed"));

        journal.subscribe(all("s"), event -> {
            got.add(event);
            return Outcome.DELIVERED;
        });

        await().until(() -> got.size() == 2);
        StoredEvent failed = got.get(1);
        assertThat(failed.sequence()).isEqualTo(2);
        assertThat(failed.attributes())
                .containsEntry("id", "a/failed")
                .containsEntry("sequence", "00000000000000000002")
                .containsEntry("specversion", "1.0")
                .containsEntry("time", "1970-01-01T00:00:00Z")
                .containsEntry("outcome", "failure")
                .containsEntry("partitionkey", "a");
        assertThat(failed.data()).isEqualTo(Batches.batch("a", "failed").data());
    }

    @Test
    void the_partition_key_of_a_run_stays_as_it_was_first_told_whatever_is_known_of_its_owner_later() throws Exception {
        List<StoredEvent> got = new CopyOnWriteArrayList<>();
        append(Batches.batch(Batches.run("child", "parent", "1", 10), Change.Type.ADDED, "queued"));
        append(Batches.batch(Batches.run("silent", "parent", "1", 10), Change.Type.ADDED));
        append(Batches.batch(Batches.run("alone", null, "1", 10), Change.Type.ADDED, "queued"));
        reopen();

        append(Batches.batch(Batches.run("child", null, "2", 10), Change.Type.DELETED, "deleted"));
        append(Batches.batch(Batches.run("silent", null, "2", 10), Change.Type.MODIFIED, "running"));
        append(Batches.batch(Batches.run("alone", "parent", "2", 10), Change.Type.MODIFIED, "running"));
        journal.subscribe(all("s"), event -> {
            got.add(event);
            return Outcome.DELIVERED;
        });

        await().until(() -> got.size() == 5);
        assertThat(got)
                .extracting(event ->
                        event.attributes().get("id") + " " + event.attributes().get("partitionkey"))
                .containsExactlyInAnyOrder(
                        "child/queued parent",
                        "alone/queued alone",
                        "child/deleted parent",
                        "silent/running parent",
                        "alone/running alone");
    }

    @Test
    void what_is_told_silently_is_never_announced_but_known() throws Exception {
        append(Batches.silent("old", "queued", "successful"));
        append(Batches.batch("old", "queued", "successful"));

        assertThat(journal.totals().appended()).isZero();
        assertThat(journal.told("old")).isEqualTo(Set.of("queued", "successful"));
    }

    @Test
    void the_latest_snapshot_of_a_run_is_its_object_and_children_are_found_by_owner() throws Exception {
        var parentless = Batches.run("c1", "parent", "1", 10);
        var later = Batches.run("c1", "parent", "2", 10);
        append(Batches.batch(parentless, Change.Type.ADDED, "queued"));
        append(Batches.batch(later, Change.Type.MODIFIED, "started"));
        append(Batches.batch(Batches.run("c2", "parent", "3", 10), Change.Type.ADDED, "queued"));

        assertThat(journal.latest("c1"))
                .hasValueSatisfying(json -> assertThat(json).isEqualTo(later.json()));
        assertThat(journal.latest("nobody")).isEmpty();
        assertThat(journal.children("parent", 10, 1_000_000)).hasSize(2);
        assertThat(journal.children("parent", 1, 1_000_000)).hasSize(1);
    }

    @Test
    void children_that_do_not_fit_into_the_bytes_are_left_out_and_smaller_ones_are_not() throws Exception {
        append(Batches.batch(Batches.run("large", "parent", "1", 900_000), Change.Type.ADDED, "queued"));
        append(Batches.batch(Batches.run("larger", "parent", "2", 900_000), Change.Type.ADDED, "queued"));
        var small = Batches.run("small", "parent", "3", 10);
        append(Batches.batch(small, Change.Type.ADDED, "queued"));

        var children = journal.children("parent", 10, 1_000_000);

        assertThat(children).hasSize(2);
        assertThat(children.get(1)).isEqualTo(small.json());
    }

    @Test
    void a_scope_resumes_where_its_last_durable_change_left_it() throws Exception {
        append(Batches.batch(Batches.run("a", null, "17", 10), Change.Type.MODIFIED, "queued"));
        append(new Batch(Change.ofScope(Batches.SCOPE, Change.Type.LIST_COMPLETE, "20"), new byte[0], List.of()));
        append(new Batch(Change.ofScope(Batches.SCOPE, Change.Type.BOOKMARK, "25"), new byte[0], List.of()));
        Known.Position before = journal.position(Batches.SCOPE);

        reopen();

        assertThat(before).isEqualTo(new Known.Position("25", true));
        assertThat(journal.position(Batches.SCOPE)).isEqualTo(before);
    }

    @Test
    void events_of_one_run_never_overtake_each_other_on_many_lanes() throws Exception {
        Map<String, List<String>> order = new java.util.concurrent.ConcurrentHashMap<>();
        AtomicInteger count = new AtomicInteger();
        journal.subscribe(all("s").withLanes(8), event -> {
            String run = event.attributes().get("runuid");
            order.computeIfAbsent(run, r -> new CopyOnWriteArrayList<>())
                    .add(event.attributes().get("sequence"));
            count.incrementAndGet();
            return Outcome.DELIVERED;
        });

        for (int moment = 0; moment < 20; moment++) {
            for (int run = 0; run < 20; run++) {
                journal.append(Batches.batch("r" + run, "m" + moment));
            }
        }

        await().until(() -> count.get() == 400);
        assertThat(order.values())
                .allSatisfy(sequences -> assertThat(sequences).isSorted().hasSize(20));
    }

    @Test
    void a_dead_sink_holds_up_nobody_and_loses_nothing() throws Exception {
        AtomicBoolean dead = new AtomicBoolean(true);
        List<Long> late = new CopyOnWriteArrayList<>();
        AtomicInteger live = new AtomicInteger();
        journal.subscribe(all("dead"), event -> {
            if (dead.get()) {
                throw new ConnectException("refused");
            }
            late.add(event.sequence());
            return Outcome.DELIVERED;
        });
        journal.subscribe(all("live"), event -> {
            live.incrementAndGet();
            return Outcome.DELIVERED;
        });
        for (int i = 0; i < 3_000; i++) {
            journal.append(Batches.batch("r" + i, "queued"));
        }

        await().until(() -> live.get() == 3_000);
        await().until(() -> books("dead").state().equals("down"));
        assertThat(books("dead").pending()).isEqualTo(3_000);
        assertThat(books("dead").parkedRuns()).isZero();
        dead.set(false);

        await().atMost(Duration.ofSeconds(20)).until(() -> late.size() == 3_000);
        assertThat(Set.copyOf(late)).hasSize(3_000);
        await().until(() -> books("dead").delivered() == 3_000 && books("dead").balanced());
    }

    @Test
    void a_run_that_the_sink_refuses_stands_aside_then_dies_and_then_goes_on() throws Exception {
        List<String> sent = new CopyOnWriteArrayList<>();
        journal.subscribe(all("s").withRetryFor(Duration.ofSeconds(3)), event -> {
            if (event.attributes().get("id").equals("bad/queued")) {
                throw new IllegalStateException("cannot digest this");
            }
            sent.add(event.attributes().get("id"));
            return Outcome.DELIVERED;
        });

        append(Batches.batch("bad", "queued", "started"));
        for (int i = 0; i < 200; i++) {
            append(Batches.batch("good" + i, "queued"));
        }

        await().until(() -> sent.size() >= 200);
        await().until(() -> books("s").parkedRuns() == 1);
        assertThat(books("s").pending()).isEqualTo(2);
        await().until(() -> sent.contains("bad/started"));
        await().until(() -> books("s").dead() == 1 && books("s").pending() == 0);
        assertThat(books("s").balanced()).isTrue();
        assertThat(books("s").lastError()).contains("cannot digest this");
    }

    @Test
    void a_clean_restart_repeats_nothing_and_forgets_nothing() throws Exception {
        List<Long> got = new CopyOnWriteArrayList<>();
        Delivery delivery = event -> {
            got.add(event.sequence());
            return Outcome.DELIVERED;
        };
        for (int round = 0; round < 5; round++) {
            journal.subscribe(all("s"), delivery);
            for (int i = 0; i < 300; i++) {
                journal.append(Batches.batch("r" + round + "-" + i, "queued"));
            }
            reopen(); // whatever is under way
        }
        journal.subscribe(all("s"), delivery);

        await().until(() -> got.size() >= 1_500);
        assertThat(got).doesNotHaveDuplicates().hasSize(1_500);
    }

    @Test
    void parked_runs_and_dead_letters_survive_a_restart() throws Exception {
        AtomicBoolean healed = new AtomicBoolean();
        List<String> sent = new CopyOnWriteArrayList<>();
        Delivery delivery = event -> {
            if (event.attributes().get("runuid").equals("bad") && !healed.get()) {
                throw new IllegalStateException("no");
            }
            sent.add(event.attributes().get("id"));
            return Outcome.DELIVERED;
        };
        journal.subscribe(all("s"), delivery);
        append(Batches.batch("bad", "queued", "started"));
        for (int i = 0; i < 50; i++) {
            append(Batches.batch("good" + i, "queued"));
        }
        await().until(() -> books("s").parkedRuns() == 1 && books("s").pending() == 2);
        reopen();
        assertThat(books("s").pending()).isEqualTo(2);
        healed.set(true);

        journal.subscribe(all("s"), delivery);
        append(Batches.batch("bad", "successful"));

        await().until(() -> sent.size() == 53);
        assertThat(sent.stream().filter(id -> id.startsWith("bad")))
                .containsExactly("bad/queued", "bad/started", "bad/successful");
        await().until(() -> books("s").pending() == 0 && books("s").balanced());
    }

    @Test
    void filters_look_at_the_index_and_count_what_they_leave_out() throws Exception {
        List<String> sent = new CopyOnWriteArrayList<>();
        SubscriptionSettings failures = SubscriptionSettings.named("failures")
                .withFilters(Globs.of("*.failed.v1"), Globs.of("ns-p"), Globs.of("taskrun"), Globs.of("failure"));
        journal.subscribe(failures, event -> {
            sent.add(event.attributes().get("id"));
            return Outcome.DELIVERED;
        });

        append(Batches.batch("prod", "queued", "failed"));
        append(Batches.batch("test", "queued", "failed"));

        await().until(() -> books("failures").pending() == 0);
        assertThat(sent).containsExactly("prod/failed");
        assertThat(books("failures").filtered()).isEqualTo(3);
        assertThat(books("failures").balanced()).isTrue();
    }

    @Test
    void a_new_subscription_starts_where_it_asks_and_keeps_to_it() throws Exception {
        append(Batches.batch("a", "queued", "started"));
        AtomicInteger count = new AtomicInteger();
        SubscriptionSettings fromNow = all("now").withStartFrom(new StartFrom.Now());

        journal.subscribe(fromNow, event -> Outcome.DELIVERED).close();
        append(Batches.batch("b", "queued"));
        journal.subscribe(fromNow, event -> {
            count.incrementAndGet();
            return Outcome.DELIVERED;
        });
        journal.subscribe(all("ago").withStartFrom(new StartFrom.Ago(Duration.ofHours(1))), e -> Outcome.DELIVERED);

        await().until(() -> count.get() == 1);
        await().until(() -> books("ago").delivered() == 3);
        assertThat(books("now").appended()).isEqualTo(1);
    }

    @Test
    void a_second_owner_is_told_who_holds_the_journal() {
        assertThatThrownBy(() -> SqliteJournal.open(
                        JournalSettings.in(directory).withLockWait(Duration.ofMillis(300)), Clock.systemUTC()))
                .isInstanceOf(JournalLockedException.class)
                .hasMessageContaining("process " + ProcessHandle.current().pid())
                .hasMessageContaining(directory.toString());
    }

    @Test
    void two_routes_cannot_share_a_subscription() {
        journal.subscribe(all("s"), event -> Outcome.DELIVERED);

        assertThatThrownBy(() -> journal.subscribe(all("s"), event -> Outcome.DELIVERED))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("s is taken");
    }

    @Test
    void a_batch_that_cannot_be_written_fails_alone() throws Exception {
        Batch nobody = new Batch(
                Change.ofScope(Batches.SCOPE, Change.Type.BOOKMARK, "1"),
                new byte[0],
                List.of(new Batch.Entry("queued", null)));

        var bad = journal.append(nobody);
        var good = journal.append(Batches.batch("a", "queued"));

        good.get(10, TimeUnit.SECONDS);
        assertThat(bad).failsWithin(Duration.ofSeconds(5));
        assertThat(journal.totals().appended()).isEqualTo(1);
    }

    @Test
    void the_books_can_be_read_beside_the_owner_and_without_one() throws Exception {
        journal.subscribe(all("s"), event -> Outcome.DELIVERED);
        append(Batches.batch("a", "queued", "started"));
        await().until(() -> books("s").delivered() == 2);

        List<Books> beside;
        try (JournalView reader = JournalFactory.view(directory)) {
            beside = reader.books();
        }
        journal.close();
        List<Books> alone;
        try (JournalView reader = JournalFactory.view(directory)) {
            alone = reader.books();
        }

        assertThat(beside).singleElement().satisfies(b -> assertThat(b.balanced())
                .isTrue());
        assertThat(beside.get(0).state()).isEqualTo("up");
        assertThat(alone.get(0).state()).isEqualTo("idle");
        assertThat(alone.get(0).delivered()).isEqualTo(2);
    }

    @Test
    void where_there_is_no_journal_the_reader_says_so(@TempDir Path empty) {
        assertThatThrownBy(() -> JournalFactory.view(empty))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("There is no journal in " + empty);
    }
}
