package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.journal.Backoff;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Delivery;
import io.github.tektoncourier.journal.EventSelection;
import io.github.tektoncourier.journal.JournalRequest;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.JournalView;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.StartFrom;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.Unacceptable;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.journal.history.EventFate;
import io.github.tektoncourier.journal.history.EventFate.Kind;
import io.github.tektoncourier.journal.history.FailedAttempt;
import io.github.tektoncourier.journal.history.NamespaceScope;
import io.github.tektoncourier.journal.history.RunHistory;
import io.github.tektoncourier.journal.sqlite.store.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the journal says of an event is what happened to it. */
@Timeout(60)
class HistoryIT {

    private static final Backoff QUICK = new Backoff(Duration.ofMillis(2), Duration.ofMillis(5), 0.5);

    @TempDir
    Path directory;

    private SqliteJournal journal;

    @BeforeEach
    void open() {
        journal = SqliteJournal.open(JournalSettings.in(directory), Clock.systemUTC());
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

    private void append(String run, String... moments) throws Exception {
        journal.append(Batches.batch(run, moments)).get(10, TimeUnit.SECONDS);
    }

    private void awaitDone() {
        await().until(() -> journal.books().stream().allMatch(books -> books.pending() == 0));
    }

    private List<RunHistory> history(String what) {
        try (JournalView view = JournalFactory.view(directory)) {
            return view.history(what, null);
        }
    }

    private EventFate fate(String id) {
        return history(id).get(0).events().get(0).fates().get(0);
    }

    @Test
    void a_delivery_that_succeeded_at_once_has_its_time_its_status_and_no_failures() throws Exception {
        journal.subscribe(all("s"), event -> new Outcome.Delivered(204));
        append("a", "queued");
        awaitDone();

        EventFate fate = fate("a/queued");

        assertThat(fate.kind()).isEqualTo(Kind.DELIVERED);
        assertThat(fate.at()).isNotNull();
        assertThat(fate.status()).isEqualTo(204);
        assertThat(fate.attempts()).isEqualTo(1);
        assertThat(fate.failures()).isEmpty();
    }

    @Test
    void of_many_failed_attempts_the_first_five_more_and_the_last_are_kept() throws Exception {
        Map<String, Integer> tries = new ConcurrentHashMap<>();
        journal.subscribe(all("s"), event -> {
            if (tries.merge("tries", 1, Integer::sum) <= 12) {
                throw new IOException("connection reset");
            }
            return Outcome.DELIVERED;
        });
        append("a", "queued");
        awaitDone();

        EventFate fate = fate("a/queued");

        assertThat(fate.kind()).isEqualTo(Kind.DELIVERED);
        assertThat(fate.attempts()).isEqualTo(13);
        assertThat(fate.failures()).extracting(FailedAttempt::number).containsExactly(1, 2, 3, 4, 5, 6, 12);
        assertThat(fate.failures().get(0).outcome()).isEqualTo("unreachable");
        assertThat(fate.failures().get(0).answer()).contains("connection reset");
    }

    @Test
    void what_filters_of_the_source_left_out_names_the_one_that_was_in_force_then() throws Exception {
        SubscriptionSettings failed = all("s").withFilters(Globs.of("*.failed.*"), Globs.ANY, Globs.ANY, Globs.ANY);
        journal.subscribe(failed, event -> Outcome.DELIVERED);
        append("a", "queued");
        awaitDone();
        journal.close();
        open();
        journal.subscribe(all("s"), event -> Outcome.FILTERED);
        append("b", "queued");
        awaitDone();

        assertThat(fate("a/queued").kind()).isEqualTo(Kind.FILTERED);
        assertThat(fate("a/queued").why())
                .isEqualTo("types: \"*.failed.*\" (its type is \"dev.tekton.event.taskrun.queued.v1\")");
        assertThat(fate("b/queued").kind()).isEqualTo(Kind.FILTERED);
        assertThat(fate("b/queued").why()).startsWith("the route of its sink file sent nothing");
    }

    @Test
    void an_event_that_waits_says_for_what_and_how_often_it_was_tried() throws Exception {
        journal.subscribe(all("s"), event -> {
            throw new IOException("connection refused");
        });
        append("a", "queued");
        append("b", "queued");
        await().until(() -> journal.books().get(0).state().equals("down"));

        await().until(() -> fate("a/queued").attempts() > 1);
        EventFate fate = fate("a/queued");

        assertThat(fate.kind()).isEqualTo(Kind.PENDING);
        assertThat(fate.why()).contains("the sink takes nothing", "connection refused");
        assertThat(fate.failures()).isNotEmpty();
    }

    @Test
    void a_sink_that_is_down_says_since_when_over_a_restart_until_it_takes_something() throws Exception {
        AtomicBoolean healed = new AtomicBoolean();
        Delivery delivery = event -> {
            if (!healed.get()) {
                throw new IOException("connection refused");
            }
            return Outcome.DELIVERED;
        };
        journal.subscribe(all("s"), delivery);
        append("a", "queued");
        append("b", "queued");
        await().until(() -> journal.books().get(0).state().equals("down"));
        Instant since = journal.books().get(0).downSince();
        journal.close();
        open();
        journal.subscribe(all("s"), delivery);
        await().until(() -> journal.books().get(0).state().equals("down"));
        Instant later = journal.books().get(0).downSince();

        healed.set(true);

        await().until(() -> journal.books().get(0).delivered() == 2);
        await().until(() -> journal.books().get(0).state().equals("up"));
        assertThat(since).isNotNull().isEqualTo(later);
        assertThat(journal.books().get(0).downSince()).isNull();

        healed.set(false);
        append("c", "queued");
        append("d", "queued");
        await().until(() -> journal.books().get(0).state().equals("down"));
        assertThat(journal.books().get(0).downSince()).isAfter(later);
    }

    @Test
    void the_latest_error_is_not_told_to_a_caller_that_sees_some_namespaces_only() throws Exception {
        journal.subscribe(all("s").withLanes(1), event -> {
            throw new IOException("no room for " + event.attributes().get("id"));
        });
        append("b", "queued");
        append("a", "queued");
        await().until(() -> journal.books().get(0).state().equals("down"));

        try (SqliteJournalView view = SqliteJournalView.open(directory)) {
            List<RunHistory> seen = view.history("a", null, NamespaceScope.of("ns-a"));

            assertThat(seen.get(0).events().get(0).fates())
                    .singleElement()
                    .extracting(EventFate::why)
                    .isEqualTo("the sink takes nothing");
            assertThat(fate("a/queued").why()).contains("the sink takes nothing: ", "no room for ");
        }
    }

    @Test
    void dead_dropped_and_what_was_appended_before_the_start_are_told_apart() throws Exception {
        append("old", "queued");
        journal.subscribe(all("s").withStartFrom(new StartFrom.Now()), event -> {
            throw new Unacceptable();
        });
        append("a", "queued");
        append("b", "queued");
        await().until(() -> journal.books().get(0).dead() == 2);

        JournalFactory.request(
                JournalSettings.in(directory),
                Clock.systemUTC(),
                new JournalRequest(JournalRequest.Action.DROP, EventSelection.ALL.withEvent("b/queued")));

        assertThat(fate("old/queued").kind()).isEqualTo(Kind.NOT_DUE);
        assertThat(fate("a/queued").kind()).isEqualTo(Kind.DEAD);
        assertThat(fate("a/queued").why()).contains("HTTP 422");
        assertThat(fate("a/queued").failures().get(0).outcome()).isEqualTo("refused");
        assertThat(fate("b/queued").kind()).isEqualTo(Kind.DROPPED);
    }

    @Test
    void a_run_is_found_by_name_uid_and_id_with_what_was_silent() throws Exception {
        journal.append(Batches.silent("a", "queued", "started")).get(10, TimeUnit.SECONDS);
        append("a", "queued", "started", "failed");

        RunHistory byName = history("ns-a/a").get(0);

        assertThat(byName.uid()).isEqualTo("a");
        assertThat(byName.silent()).containsExactlyInAnyOrder("queued", "started");
        assertThat(byName.events()).hasSize(1);
        assertThat(history("a")).hasSize(1);
        assertThat(history("a/failed").get(0).events()).hasSize(1);
        assertThat(history("ns-a/none")).isEmpty();
    }

    @Test
    void whatever_sinks_do_by_chance_the_journal_says_the_same() throws Exception {
        Map<String, Kind> happened = new ConcurrentHashMap<>();
        for (String name : List.of("x", "y", "z")) {
            journal.subscribe(all(name), chance(name, happened));
        }
        for (int run = 0; run < 60; run++) {
            append("run" + run, "queued", "started", "running", "failed");
        }
        awaitDone();

        Map<String, Kind> said = new HashMap<>();
        for (int run = 0; run < 60; run++) {
            history("run" + run).get(0).events().forEach(event -> event.fates()
                    .forEach(fate -> said.put(fate.subscription() + " " + event.id(), fate.kind())));
        }
        assertThat(said).hasSize(720).isEqualTo(happened);
        assertThat(journal.books()).allMatch(Books::balanced);
    }

    /** Delivers, filters, refuses, or fails once and then one of these. */
    private static Delivery chance(String name, Map<String, Kind> happened) {
        Random random = new Random(name.hashCode());
        return (StoredEvent event) -> {
            String id = name + " " + event.attributes().get("id");
            int dice;
            synchronized (random) {
                dice = random.nextInt(10);
            }
            switch (dice) {
                case 0 -> {
                    happened.put(id, Kind.FILTERED);
                    return Outcome.FILTERED;
                }
                case 1 -> {
                    happened.put(id, Kind.DEAD);
                    throw new Unacceptable();
                }
                case 2 -> throw new IOException("connection reset");
                default -> {
                    happened.put(id, Kind.DELIVERED);
                    return Outcome.DELIVERED;
                }
            }
        };
    }

    @Test
    void an_event_that_is_delivered_at_once_takes_at_most_16_bytes_of_outcomes_when_many_are() throws Exception {
        journal.subscribe(all("s"), event -> Outcome.DELIVERED);
        for (int run = 0; run < 5; run++) {
            append("run" + run, IntStream.range(0, 200).mapToObj(i -> "m" + i).toArray(String[]::new));
        }
        awaitDone();

        long bytes = number("SELECT sum(length(data) + 12) FROM outcome"); // a row's numbers take about twelve

        assertThat(bytes / 1_000.0).isLessThanOrEqualTo(16);
        assertThat(number("SELECT count(*) FROM attempt")).isZero();
    }

    @Test
    void attempts_take_no_more_than_a_twentieth_of_the_room_and_the_oldest_go_first() throws Exception {
        journal.close();
        JournalSettings small = JournalSettings.in(directory).withMaxSize(8 * JournalSettings.MEBIBYTE);
        journal = SqliteJournal.open(small, Clock.systemUTC());
        long most = small.maxSize() / 20;
        append("a", "queued", "started", "running", "failed");
        journal.onDisk(connection -> Database.execute(
                connection,
                "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 4) INSERT INTO attempt"
                        + " SELECT i, 1, '', 1, 1, 0, 0, 'failed', zeroblob(" + most / 3 + ") FROM n"));

        journal.retain();

        assertThat(number("SELECT sum(length(answer)) FROM attempt")).isBetween(1L, most);
        assertThat(number("SELECT max(seq) FROM attempt")).isEqualTo(4);
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("journal.db"))) {
            return Database.number(connection, sql, 0);
        }
    }
}
