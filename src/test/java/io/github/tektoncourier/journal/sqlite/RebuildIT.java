package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudevents.core.v1.CloudEventBuilder;
import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.EventSelection;
import io.github.tektoncourier.journal.FakeClock;
import io.github.tektoncourier.journal.JournalRequest;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.Unacceptable;
import io.github.tektoncourier.journal.history.EventFate;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.JournalFiles;
import io.github.tektoncourier.journal.sqlite.store.RequestTable;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rebuilt journal: what it tells of the cluster, and a kill in the middle of making it. */
@Timeout(120)
class RebuildIT {

    private static final int RUNS = 40;

    @TempDir
    Path folder;

    private final FakeClock clock = new FakeClock();

    private JournalSettings settings() {
        return JournalSettings.in(folder.resolve("journal"));
    }

    @Test
    void of_runs_that_were_over_before_the_last_known_position_nothing_is_told_again() throws Exception {
        Instant known = Instant.ofEpochMilli(clock.millis());
        try (SqliteJournal journal = SqliteJournal.open(settings(), clock)) {
            journal.position(Batches.SCOPE);
            journal.append(batch("told", known.minusSeconds(900), true)).get(10, TimeUnit.SECONDS);
            journal.append(Batches.complete("17")).get(10, TimeUnit.SECONDS);
        }
        Files.write(JournalFiles.of(settings()).database(), new byte[0]); // nothing of it is left but its mark
        Files.deleteIfExists(JournalFiles.of(settings()).wal());
        List<String> replayed = new CopyOnWriteArrayList<>();

        try (SqliteJournal journal = SqliteJournal.open(settings(), clock)) {
            assertThat(journal.position(Batches.SCOPE)).isEqualTo(new Known.Position("", true));
            journal.subscribe(named(), event -> {
                assertThat(event.attributes()).containsEntry("replay", "true");
                replayed.add(event.attributes().get("id"));
                return Outcome.DELIVERED;
            });
            journal.append(batch("told", known.minusSeconds(900), true)).get(10, TimeUnit.SECONDS);
            journal.append(batch("younger", known.plusSeconds(60), true)).get(10, TimeUnit.SECONDS);
            journal.append(batch("going", known.minusSeconds(900), false)).get(10, TimeUnit.SECONDS);
            journal.append(Batches.complete("18")).get(10, TimeUnit.SECONDS);

            await().until(() -> journal.books().stream().allMatch(b -> b.pending() == 0));
            assertThat(replayed).containsExactlyInAnyOrder("younger/successful", "going/started");
            assertThat(journal.told("told")).containsExactly("successful");
        }
    }

    @Test
    void where_first_sight_tells_all_what_ended_long_ago_and_is_not_known_is_told_again() throws Exception {
        Instant known = Instant.ofEpochMilli(clock.millis());
        JournalSettings all = settings().withAnnouncesAll(true);
        try (SqliteJournal journal = SqliteJournal.open(all, clock)) {
            journal.position(Batches.SCOPE);
            journal.append(batch("told", known.minusSeconds(900), true)).get(10, TimeUnit.SECONDS);
            journal.append(Batches.complete("17")).get(10, TimeUnit.SECONDS);
        }
        Files.write(JournalFiles.of(settings()).database(), new byte[0]);
        Files.deleteIfExists(JournalFiles.of(settings()).wal());
        List<Map<String, String>> sent = new CopyOnWriteArrayList<>();

        try (SqliteJournal journal = SqliteJournal.open(all, clock)) {
            journal.subscribe(named(), event -> {
                sent.add(event.attributes());
                return Outcome.DELIVERED;
            });
            journal.append(batch("told", known.minusSeconds(900), true)).get(10, TimeUnit.SECONDS);
            journal.append(Batches.complete("18")).get(10, TimeUnit.SECONDS);

            await().until(() -> journal.books().stream().allMatch(b -> b.pending() == 0));
        }
        assertThat(sent).singleElement().satisfies(event -> assertThat(event)
                .containsEntry("id", "told/successful")
                .containsEntry("replay", "true"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"written in part", "written whole", "set aside"})
    void killed_while_the_new_one_takes_its_place_the_next_start_ends_it(String when) throws Exception {
        fill();
        Path before = Files.copy(JournalFiles.of(settings()).database(), folder.resolve("before"));
        Path mark = Files.copy(JournalFiles.of(settings()).mark(), folder.resolve("mark"));
        spoil(JournalFiles.of(settings()).database());
        Path damaged = Files.copy(JournalFiles.of(settings()).database(), folder.resolve("damaged"));
        SqliteJournal.open(settings(), clock).close();
        Path rebuilt = Files.copy(JournalFiles.of(settings()).database(), folder.resolve("rebuilt"));
        Path last =
                Path.of(JournalFiles.of(settings()).database() + (when.equals("written in part") ? ".new" : ".whole"));
        Files.copy(when.equals("written in part") ? before : rebuilt, last);
        if (when.equals("set aside")) {
            Files.delete(JournalFiles.of(settings()).database());
        } else {
            Files.copy(damaged, JournalFiles.of(settings()).database(), StandardCopyOption.REPLACE_EXISTING);
        }
        if (when.equals("written in part")) {
            try (RandomAccessFile half = new RandomAccessFile(last.toFile(), "rw")) {
                half.setLength(half.length() / 2);
            }
        }
        Files.copy(mark, JournalFiles.of(settings()).mark(), StandardCopyOption.REPLACE_EXISTING);

        try (SqliteJournal journal = SqliteJournal.open(settings(), clock)) {
            assertThat(journal.totals().rebuilt()).isPositive();
            assertThat(journal.position(Batches.SCOPE)).isEqualTo(new Known.Position("", true));
            assertThat(journal.books()).allMatch(Books::balanced);
            assertThat(journal.told("r1")).isNotEmpty();
        }
        assertThat(Path.of(JournalFiles.of(settings()).database() + ".whole")).doesNotExist();
        assertThat(aside()).hasSize(when.equals("set aside") ? 1 : 2);
    }

    @Test
    void what_became_of_events_and_what_was_asked_for_outlives_the_damage_but_for_drops() throws Exception {
        fill();
        try (SqliteJournal journal = SqliteJournal.open(settings(), clock)) {
            journal.subscribe(named(), event -> {
                throw new Unacceptable();
            });
            journal.append(Batches.batch("dead-1", "failed")).get(10, TimeUnit.SECONDS);
            await().until(() -> journal.books().get(0).dead() == 1);
        }
        EventSelection dead = EventSelection.ALL.withRun("dead-1");
        try (Connection owner = Database.requester(JournalFiles.of(settings()).database())) {
            RequestTable.insert(owner, new JournalRequest(JournalRequest.Action.DROP, dead), clock.millis());
            RequestTable.insert(owner, new JournalRequest(JournalRequest.Action.RETRY, dead), clock.millis());
        }
        spoil(JournalFiles.of(settings()).database());
        clock.advance(Duration.ofSeconds(1));

        try (SqliteJournal journal = SqliteJournal.open(settings(), clock);
                SqliteJournalView view = SqliteJournalView.open(settings().directory())) {
            await().until(() -> journal.books().get(0).again().retried() == 1);

            assertThat(journal.books().get(0).dropped())
                    .as("only what the damage took")
                    .isLessThan(RUNS);
            assertThat(view.dead(EventSelection.ALL, 10)).isEmpty();
            assertThat(view.history("dead-1", null).get(0).events().get(0).fates())
                    .singleElement()
                    .satisfies(fate -> {
                        assertThat(fate.kind()).isEqualTo(EventFate.Kind.RETRYING);
                        assertThat(fate.failures()).singleElement().satisfies(failure -> assertThat(failure.answer())
                                .contains("HTTP 422: no such team"));
                    });
            assertThat(view.history("r1", null)
                            .get(0)
                            .events()
                            .get(0)
                            .fates()
                            .get(0)
                            .kind())
                    .isEqualTo(EventFate.Kind.DELIVERED);
        }
    }

    @Test
    void damaged_twice_in_a_row_it_is_rebuilt_twice_and_each_one_is_kept() throws Exception {
        fill();
        for (int time = 1; time <= 2; time++) {
            spoil(JournalFiles.of(settings()).database());
            List<String> sent = new CopyOnWriteArrayList<>();
            try (SqliteJournal journal = SqliteJournal.open(settings(), clock)) {
                journal.subscribe(named(), event -> {
                    sent.add(event.attributes().get("id"));
                    return Outcome.DELIVERED;
                });
                journal.append(Batches.batch("new" + time, "queued")).get(10, TimeUnit.SECONDS);
                String id = "new" + time + "/queued";
                await().until(() -> sent.contains(id));
                await().until(() -> journal.books().stream().allMatch(b -> b.pending() == 0));
                assertThat(journal.books()).allMatch(Books::balanced);
            }
            assertThat(aside()).hasSize(time);
        }
    }

    private void fill() throws Exception {
        try (SqliteJournal journal = SqliteJournal.open(settings(), clock)) {
            journal.position(Batches.SCOPE);
            journal.subscribe(named(), event -> Outcome.DELIVERED);
            for (int run = 0; run < RUNS; run++) {
                journal.append(Batches.batch(
                                Batches.run("r" + run, null, "1", 3_000), Change.Type.LISTED, "queued", "started"))
                        .get(10, TimeUnit.SECONDS);
            }
            journal.append(Batches.complete("17")).get(10, TimeUnit.SECONDS);
            await().until(() -> journal.books().get(0).pending() == 0);
        }
    }

    /** Of the last page that a table has, the half. */
    private static void spoil(Path database) throws Exception {
        byte[] bytes = Files.readAllBytes(database);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("/namespaces/ns-r/taskruns/r20");
        try (RandomAccessFile file = new RandomAccessFile(database.toFile(), "rw")) {
            file.seek(at / 8_192 * 8_192L);
            file.write(new byte[4_096]);
        }
    }

    private List<Path> aside() throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
            return files.filter(f -> f.getFileName().toString().matches("journal\\.db\\.damaged-[0-9TZ.]+"))
                    .toList();
        }
    }

    private static SubscriptionSettings named() {
        return SubscriptionSettings.named("audit").withFilters(Globs.ANY, Globs.ANY, Globs.ANY, Globs.ANY);
    }

    /** One moment of a run that ended, or goes on. */
    private static Batch batch(String uid, Instant at, boolean over) throws Exception {
        String status = over ? "True" : "Unknown";
        byte[] json = ("{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"" + uid
                        + "\",\"namespace\":\"ci\",\"uid\":\"" + uid + "\",\"resourceVersion\":\"9\"},\"status\":{"
                        + "\"conditions\":[{\"type\":\"Succeeded\",\"status\":\"" + status
                        + "\",\"reason\":\"R\",\"lastTransitionTime\":\"" + at + "\"}]}}")
                .getBytes(StandardCharsets.UTF_8);
        Run run = RunReader.readFile(RunKind.TASK_RUN, json, 0, json.length);
        String moment = over ? "successful" : "started";
        return new Batch(
                Change.ofRun(Batches.SCOPE, Change.Type.LISTED, false, run),
                Batches.data(run),
                List.of(new Batch.Entry(
                        moment,
                        new CloudEventBuilder(Batches.event(run, moment))
                                .withTime(at.atOffset(ZoneOffset.UTC))
                                .build())));
    }
}
