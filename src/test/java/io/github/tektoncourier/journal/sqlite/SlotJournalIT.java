package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.cloudevent.Refusal;
import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.journal.Backoff;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Delivery;
import io.github.tektoncourier.journal.EventSelection;
import io.github.tektoncourier.journal.JournalRequest;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.StartFrom;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.slot.AddressRule;
import io.github.tektoncourier.slot.NamespaceAnnotations;
import io.github.tektoncourier.slot.NamespaceUnreadableException;
import io.github.tektoncourier.slot.Slot;
import io.github.tektoncourier.slot.SlotReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A slot on a real journal: which snapshot its values come from, and what a restart knows of them. */
@Timeout(60)
class SlotJournalIT {

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final AtomicBoolean readable = new AtomicBoolean(true);
    private final CountDownLatch answer = new CountDownLatch(1);

    @TempDir
    Path directory;

    private SqliteJournal journal;

    private static final class IllegalValue extends RuntimeException implements Refusal {
        @Override
        public int retryAfterSeconds() {
            return 0;
        }

        @Override
        public boolean forGood() {
            return true;
        }
    }

    @BeforeEach
    void open() {
        journal = SqliteJournal.open(JournalSettings.in(directory), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        journal.close();
    }

    /** Sends to all values but those that begin with "dead". */
    private void subscribe() {
        subscribe("[a-z0-9]+");
    }

    private void subscribe(String pattern) {
        NamespaceAnnotations namespaces = namespace -> {
            if (!readable.get()) {
                throw new NamespaceUnreadableException("no answer");
            }
            return Map.of();
        };
        SlotReader slot = new SlotReader(
                Slot.of(new Slot.Parameters("to", "", pattern, "", "", "", ""), AddressRule.NONE)
                        .orElseThrow(),
                namespaces);
        journal.subscribe(
                SubscriptionSettings.named("s")
                        .withFilters(Globs.ANY, Globs.ANY, Globs.ANY, Globs.ANY)
                        .withStartFrom(new StartFrom.Earliest())
                        .withBackoff(new Backoff(Duration.ofSeconds(5), Duration.ofSeconds(5), 0)),
                new Delivery() {
                    @Override
                    public Outcome deliver(StoredEvent event) throws Exception {
                        if (event.value().startsWith("slow")) {
                            answer.await();
                        }
                        if (event.value().startsWith("unknown")) {
                            return new Outcome.Failed(new IllegalValue());
                        }
                        if (event.value().startsWith("dead")) {
                            throw new IOException("refused");
                        }
                        sent.add(event.attributes().get("id") + " to " + event.value());
                        return Outcome.DELIVERED;
                    }

                    @Override
                    public SlotReader slot() {
                        return slot;
                    }
                });
    }

    private Books books() {
        return journal.books().get(0);
    }

    private void append(Run run, String... moments) throws Exception {
        Batch batch = Batches.batch(run, Change.Type.MODIFIED, moments);
        journal.append(batch).get(10, TimeUnit.SECONDS);
    }

    private static Run run(String uid, String values, boolean young) {
        String json =
                "{\"metadata\":{\"name\":\"%s\",\"namespace\":\"ns\",\"uid\":\"%s\",\"resourceVersion\":\"7\",\"annotations\":{\"%s\":\"%s\"}}%s}"
                        .formatted(
                                uid,
                                uid,
                                Slot.PREFIX + "to",
                                values,
                                young
                                        ? ""
                                        : ",\"status\":{\"conditions\":[{\"type\":\"Succeeded\",\"status\":\"Unknown\"}]}");
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return RunReader.read(RunKind.TASK_RUN, bytes, 0, bytes.length);
    }

    @Test
    void an_event_of_a_run_without_a_condition_waits_for_the_annotations_that_come_with_the_first_status()
            throws Exception {
        subscribe();
        append(run("young", "", true), "queued");
        append(run("old", "a", false), "queued");
        await().untilAsserted(() -> assertThat(sent).containsExactly("old/queued to a"));

        append(run("young", "b,c", false), "started");

        await().untilAsserted(() -> assertThat(sent)
                .containsExactlyInAnyOrder(
                        "old/queued to a",
                        "young/queued to b",
                        "young/queued to c",
                        "young/started to b",
                        "young/started to c"));
        await().untilAsserted(() -> assertThat(books().delivered()).isEqualTo(5));
        assertThat(books().balanced()).isTrue();
        assertThat(books().appended()).isEqualTo(5);
    }

    @Test
    void what_is_held_and_what_is_left_of_several_values_is_known_after_a_restart() throws Exception {
        subscribe();
        append(run("young", "", true), "queued");
        append(run("r", "a,dead,b", false), "queued");
        await().untilAsserted(() -> assertThat(books().delivered()).isEqualTo(2));
        sent.clear();

        journal.close();
        open();
        subscribe();
        append(run("young", "c", false), "started");

        await().untilAsserted(
                        () -> assertThat(sent).containsExactlyInAnyOrder("young/queued to c", "young/started to c"));
        await().untilAsserted(() -> assertThat(books().delivered()).isEqualTo(4));
        assertThat(books().pending()).isEqualTo(1);
        assertThat(books().balanced()).isTrue();
        assertThat(books().lastError()).contains("\"dead\": ");
    }

    @Test
    void what_is_held_goes_once_after_a_kill_with_an_earlier_event_under_way() throws Exception {
        subscribe();
        append(run("old", "slow", false), "queued");
        append(run("young", "", true), "queued");
        Path image = directory.resolve("image");
        await().untilAsserted(() -> assertThat(held()).isEqualTo(1));
        copyAsIfKilled(image);
        answer.countDown();
        journal.close();
        sent.clear();

        journal = SqliteJournal.open(JournalSettings.in(image), Clock.systemUTC());
        subscribe();
        append(run("young", "c", false), "started");

        await().untilAsserted(() -> assertThat(books().pending()).isZero());
        assertThat(sent).containsExactlyInAnyOrder("old/queued to slow", "young/queued to c", "young/started to c");
        assertThat(books().delivered()).isEqualTo(3);
        assertThat(books().balanced()).as(books().toString()).isTrue();
    }

    private long held() throws Exception {
        try (Connection connection = Database.reader(directory.resolve("journal.db"))) {
            return Database.number(connection, "SELECT count(*) FROM exception WHERE state = 3", 0);
        }
    }

    private void copyAsIfKilled(Path image) throws IOException {
        Files.createDirectories(image);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, image.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void a_replay_gives_dead_letters_another_try_from_when_the_subscription_had_a_slot() throws Exception {
        subscribe();
        append(run("r", "unknown1,unknown2,a", false), "queued");
        await().untilAsserted(() -> assertThat(books().dead()).isEqualTo(2));
        journal.close();
        open();
        journal.subscribe(
                SubscriptionSettings.named("s")
                        .withFilters(Globs.ANY, Globs.ANY, Globs.ANY, Globs.ANY)
                        .withStartFrom(new StartFrom.Earliest()),
                event -> Outcome.DELIVERED);

        JournalRequest.Result result = JournalFactory.request(
                JournalSettings.in(directory).withLockWait(Duration.ZERO),
                Clock.systemUTC(),
                new JournalRequest(JournalRequest.Action.REPLAY, EventSelection.ALL.withSubscription("s")));

        await().untilAsserted(() -> assertThat(books().delivered()).isEqualTo(3));
        assertThat(result).isEqualTo(new JournalRequest.Result(2, 0));
        assertThat(books().dead()).isZero();
        assertThat(books().balanced()).as(books().toString()).isTrue();
    }

    @Test
    void a_replay_goes_once_more_to_the_values_that_an_event_went_to_and_that_are_still_allowed() throws Exception {
        subscribe();
        append(run("r", "a,b,z9,unknown1", false), "queued", "started");
        append(run("empty", "", false), "queued");
        await().untilAsserted(() -> assertThat(books().pending()).isZero());
        journal.close();
        open();
        subscribe("[a-z]|unknown1");
        sent.clear();

        JournalRequest.Result result = JournalFactory.request(
                JournalSettings.in(directory).withLockWait(Duration.ZERO),
                Clock.systemUTC(),
                new JournalRequest(JournalRequest.Action.REPLAY, EventSelection.ALL.withSubscription("s")));

        await().untilAsserted(() -> assertThat(books().again().replayed()).isEqualTo(6));
        await().untilAsserted(() -> assertThat(books().dead()).isEqualTo(2));
        assertThat(result).isEqualTo(new JournalRequest.Result(2, 6));
        assertThat(sent)
                .containsExactlyInAnyOrder("r/queued to a", "r/queued to b", "r/started to a", "r/started to b");
        assertThat(books().balanced()).as(books().toString()).isTrue();
    }

    @Test
    void a_fifth_of_500_addresses_that_do_not_answer_delays_none_of_the_others() throws Exception {
        String values = IntStream.range(0, 500)
                .mapToObj(n -> (n % 5 == 0 ? "dead" : "alive") + n)
                .collect(Collectors.joining(","));
        subscribe();
        append(run("r", values, false), "queued", "started", "failed");

        await().untilAsserted(() -> assertThat(books().delivered()).isEqualTo(1_200));
        assertThat(sent).doesNotHaveDuplicates();
        assertThat(books().pending()).isEqualTo(300);
        assertThat(books().appended()).isEqualTo(1_500);
        assertThat(books().balanced()).isTrue();
    }

    @Test
    void a_value_that_waits_is_checked_by_the_rules_in_force_when_it_is_sent() throws Exception {
        subscribe();
        append(run("r", "a,dead", false), "queued");
        await().untilAsserted(() -> assertThat(books().delivered()).isEqualTo(1));
        assertThat(books().pending()).isEqualTo(1);

        journal.close();
        open();
        subscribe("[a-c]");

        await().untilAsserted(() -> assertThat(books().pending()).isZero());
        assertThat(books().filtered()).isEqualTo(1);
        assertThat(books().balanced()).isTrue();
    }

    @Test
    void events_wait_while_their_namespace_cannot_be_read() throws Exception {
        readable.set(false);
        subscribe();
        append(run("r", "", false), "queued");
        await().untilAsserted(() -> assertThat(books().pending()).isEqualTo(1));

        readable.set(true);

        await().untilAsserted(() -> assertThat(books().filtered()).isEqualTo(1));
        assertThat(books().balanced()).isTrue();
    }
}
