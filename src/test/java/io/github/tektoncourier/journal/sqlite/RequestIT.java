package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.journal.Backoff;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.DeadLetter;
import io.github.tektoncourier.journal.Delivery;
import io.github.tektoncourier.journal.EventSelection;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalRequest;
import io.github.tektoncourier.journal.JournalRequest.Action;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.JournalView;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.StartFrom;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.Unacceptable;
import io.github.tektoncourier.journal.engine.JournalFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters and replays by requests, beside the owner of a journal and without one. */
@Timeout(60)
class RequestIT {

    private static final Backoff QUICK = new Backoff(Duration.ofMillis(5), Duration.ofMillis(20), 0.5);

    @TempDir
    Path directory;

    private final Sink sink = new Sink();
    private SqliteJournal journal;

    /** Refuses some events for good, others for a while, and notes what it took. */
    private static final class Sink implements Delivery {
        final List<StoredEvent> taken = new CopyOnWriteArrayList<>();
        final Set<String> refused = ConcurrentHashMap.newKeySet();

        @Override
        public Outcome deliver(StoredEvent event) {
            if (refused.contains(id(event))) {
                throw new Unacceptable();
            }
            taken.add(event);
            return Outcome.DELIVERED;
        }
    }

    @BeforeEach
    void open() {
        journal = SqliteJournal.open(settings(), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private JournalSettings settings() {
        return JournalSettings.in(directory).withLockWait(Duration.ZERO);
    }

    private static SubscriptionSettings all(String name) {
        return SubscriptionSettings.named(name)
                .withFilters(Globs.ANY, Globs.ANY, Globs.ANY, Globs.ANY)
                .withStartFrom(new StartFrom.Earliest())
                .withBackoff(QUICK);
    }

    private static String id(StoredEvent event) {
        return event.attributes().getOrDefault("id", "");
    }

    private void append(String run, String... moments) throws Exception {
        journal.append(Batches.batch(run, moments)).get(10, TimeUnit.SECONDS);
    }

    private Books books() {
        return journal.books().get(0);
    }

    private JournalRequest.Result ask(Action action, EventSelection which) {
        return JournalFactory.request(settings(), Clock.systemUTC(), new JournalRequest(action, which));
    }

    private List<DeadLetter> dead(EventSelection which) {
        try (JournalView view = JournalFactory.view(directory)) {
            return view.dead(which, 100);
        }
    }

    private void threeOfWhichTwoDie() throws Exception {
        sink.refused.addAll(Set.of("a/queued", "b/queued"));
        journal.subscribe(all("s"), sink);
        append("a", "queued");
        append("b", "queued");
        append("c", "queued");
        await().until(() -> books().dead() == 2 && books().pending() == 0);
    }

    @Test
    void a_dead_letter_says_which_event_it_is_when_it_died_and_why() throws Exception {
        Instant before = Instant.now().minusMillis(1);
        threeOfWhichTwoDie();

        List<DeadLetter> letters = dead(EventSelection.ALL);

        assertThat(letters).extracting(DeadLetter::id).containsExactly("a/queued", "b/queued");
        assertThat(letters.get(0)).satisfies(letter -> {
            assertThat(letter.subscription()).isEqualTo("s");
            assertThat(letter.namespace() + "/" + letter.run()).isEqualTo("ns-a/a");
            assertThat(letter.type()).isEqualTo("dev.tekton.event.taskrun.queued.v1");
            assertThat(letter.attempts()).isEqualTo(1);
            assertThat(letter.died()).isBetween(before, Instant.now());
            assertThat(letter.reason()).contains("HTTP 422: no such team");
        });
    }

    @Test
    void dead_letters_are_found_by_subscription_run_type_time_reason_and_id() throws Exception {
        threeOfWhichTwoDie();

        Instant future = Instant.now().plusSeconds(60);

        assertThat(dead(EventSelection.ALL.withSubscription("other"))).isEmpty();
        assertThat(dead(EventSelection.ALL.withRun("ns-a/a"))).hasSize(1);
        assertThat(dead(EventSelection.ALL.withRun("b"))).hasSize(1);
        assertThat(dead(EventSelection.ALL.withType("*.queued.*"))).hasSize(2);
        assertThat(dead(EventSelection.ALL.withType("*.failed.*"))).isEmpty();
        assertThat(dead(EventSelection.ALL.withTimes(future, null))).isEmpty();
        assertThat(dead(EventSelection.ALL.withTimes(null, future))).hasSize(2);
        assertThat(dead(EventSelection.ALL.withReason("NO SUCH team"))).hasSize(2);
        assertThat(dead(EventSelection.ALL.withReason("100%"))).isEmpty();
        assertThat(dead(EventSelection.ALL.withEvent("b/queued"))).hasSize(1);
    }

    @Test
    void a_dead_letter_that_is_retried_beside_the_service_comes_marked_and_is_dead_no_more() throws Exception {
        threeOfWhichTwoDie();
        sink.refused.clear();

        JournalRequest.Result result = ask(Action.RETRY, EventSelection.ALL.withEvent("a/queued"));

        await().until(() -> books().delivered() == 2);
        assertThat(result).isEqualTo(new JournalRequest.Result(1, 0));
        StoredEvent again = sink.taken.get(1);
        assertThat(id(again)).isEqualTo("a/queued");
        assertThat(again.attributes()).containsEntry("replay", "true");
        assertThat(sink.taken.get(0).attributes()).doesNotContainKey("replay");
        assertThat(again.data()).isEqualTo(Batches.batch("a", "queued").data());
        assertThat(books().dead()).isEqualTo(1);
        assertThat(books().again().retried()).isEqualTo(1);
        assertThat(books().balanced()).as(books().toString()).isTrue();
        assertThat(dead(EventSelection.ALL)).extracting(DeadLetter::id).containsExactly("b/queued");
    }

    @Test
    void one_that_is_refused_once_more_is_dead_again() throws Exception {
        threeOfWhichTwoDie();

        ask(Action.RETRY, EventSelection.ALL);

        await().until(() -> books().again().retried() == 2 && books().pending() == 0);
        assertThat(books().dead()).isEqualTo(2);
        assertThat(books().balanced()).as(books().toString()).isTrue();
        assertThat(dead(EventSelection.ALL)).hasSize(2);
    }

    @Test
    void a_dead_letter_that_is_dropped_is_dropped_in_the_books_also_after_a_restart() throws Exception {
        threeOfWhichTwoDie();

        JournalRequest.Result result = ask(Action.DROP, EventSelection.ALL.withRun("ns-b/b"));
        journal.close();
        open();
        journal.subscribe(all("s"), sink);
        append("d", "queued");

        await().until(() -> books().delivered() == 2);
        assertThat(result.letters()).isEqualTo(1);
        assertThat(books().dead()).isEqualTo(1);
        assertThat(books().dropped()).isEqualTo(1);
        assertThat(books().balanced()).as(books().toString()).isTrue();
        assertThat(dead(EventSelection.ALL)).extracting(DeadLetter::id).containsExactly("a/queued");
    }

    @Test
    void one_that_the_position_has_not_passed_is_dropped_without_becoming_pending_again() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        journal.subscribe(all("s"), event -> {
            if (id(event).equals("b/queued")) {
                throw new Unacceptable();
            }
            answer.await(); // so the position stands in front of it
            return Outcome.DELIVERED;
        });
        append("a", "queued");
        append("b", "queued");
        await().until(() -> books().dead() == 1);

        ask(Action.DROP, EventSelection.ALL);
        Books dropped = books();
        answer.countDown();

        await().until(() -> books().pending() == 0);
        assertThat(dropped.pending()).isEqualTo(1);
        assertThat(dropped.balanced()).as(dropped.toString()).isTrue();
        assertThat(books().delivered()).isEqualTo(1);
        assertThat(books().dropped()).isEqualTo(1);
        assertThat(books().balanced()).as(books().toString()).isTrue();
    }

    @Test
    void without_a_service_the_command_does_it_by_itself_and_the_next_service_sends_it() throws Exception {
        threeOfWhichTwoDie();
        journal.close();
        sink.refused.clear();

        JournalRequest.Result result = ask(Action.RETRY, EventSelection.ALL);
        open();
        Books before = books();
        journal.subscribe(all("s"), sink);

        await().until(() -> books().delivered() == 3);
        assertThat(result.letters()).isEqualTo(2);
        assertThat(before.pending()).isEqualTo(2);
        assertThat(before.balanced()).as(before.toString()).isTrue();
        assertThat(books().balanced()).as(books().toString()).isTrue();
        assertThat(sink.taken).hasSize(3);
    }

    @Test
    void a_replay_sends_what_was_delivered_once_more_and_leaves_the_books_as_they_were() throws Exception {
        journal.subscribe(all("s"), sink);
        append("a", "queued", "started", "failed");
        append("b", "queued");
        await().until(() -> books().delivered() == 4);
        EventSelection which =
                EventSelection.ALL.withSubscription("s").withRun("ns-a/a").withType("*.queued.*,*.failed.*");

        JournalRequest.Result said;
        try (JournalView view = JournalFactory.view(directory)) {
            said = view.preview(new JournalRequest(Action.REPLAY, which));
        }
        JournalRequest.Result done = ask(Action.REPLAY, which);

        await().until(() -> books().again().replayed() == 2);
        assertThat(done).isEqualTo(said).isEqualTo(new JournalRequest.Result(0, 2));
        assertThat(sink.taken).hasSize(6);
        assertThat(sink.taken.subList(4, 6))
                .allSatisfy(event -> assertThat(event.attributes()).containsEntry("replay", "true"));
        assertThat(books().delivered()).isEqualTo(4);
        assertThat(books().again().replaying()).isZero();
        assertThat(books().balanced()).as(books().toString()).isTrue();
    }

    @Test
    void a_replay_leaves_out_what_the_subscription_does_not_ask_for_and_gives_dead_letters_another_try()
            throws Exception {
        sink.refused.add("b/failed");
        journal.subscribe(all("s").withFilters(Globs.of("*.failed.*"), Globs.ANY, Globs.ANY, Globs.ANY), sink);
        append("a", "queued", "failed");
        append("b", "queued", "failed");
        await().until(() -> books().dead() == 1 && books().pending() == 0);
        sink.refused.clear();

        JournalRequest.Result result = ask(Action.REPLAY, EventSelection.ALL.withSubscription("s"));

        await().until(() -> books().again().replayed() == 1 && books().delivered() == 2);
        assertThat(result).isEqualTo(new JournalRequest.Result(1, 1));
        assertThat(sink.taken).extracting(RequestIT::id).containsExactlyInAnyOrder("a/failed", "a/failed", "b/failed");
        assertThat(books().balanced()).as(books().toString()).isTrue();
    }

    @Test
    void a_replay_goes_on_after_a_restart_and_sends_nothing_twice() throws Exception {
        journal.subscribe(all("s"), sink);
        String[] moments = new String[300];
        for (int i = 0; i < moments.length; i++) {
            moments[i] = "moment-" + i;
        }
        append("a", moments);
        await().until(() -> books().delivered() == 300);
        sink.taken.clear();

        ask(Action.REPLAY, EventSelection.ALL.withSubscription("s"));
        await().until(() -> sink.taken.size() > 20);
        journal.close();
        int before = sink.taken.size();
        open();
        journal.subscribe(all("s"), sink);

        await().until(() -> books().again().replaying() == 0);
        assertThat(before).isLessThan(300);
        assertThat(sink.taken).hasSize(300);
        assertThat(sink.taken).extracting(StoredEvent::sequence).doesNotHaveDuplicates();
        assertThat(books().again().replayed()).isEqualTo(300);
    }

    @Test
    void a_replay_that_is_killed_on_its_way_loses_nothing_and_repeats_only_what_was_not_yet_written() throws Exception {
        journal.subscribe(all("s"), sink);
        append("a", IntStream.range(0, 300).mapToObj(i -> "moment-" + i).toArray(String[]::new));
        await().until(() -> books().delivered() == 300);
        sink.taken.clear();
        ask(Action.REPLAY, EventSelection.ALL.withSubscription("s"));
        await().until(() -> sink.taken.size() > 100);

        Path image = copyAsIfKilled();
        Set<Long> before = sink.taken.stream().map(StoredEvent::sequence).collect(Collectors.toSet());
        journal.close();
        Sink after = new Sink();
        try (SqliteJournal restarted = SqliteJournal.open(JournalSettings.in(image), Clock.systemUTC())) {
            restarted.subscribe(all("s"), after);
            await().until(() -> restarted.books().get(0).again().replaying() == 0);
        }

        List<Long> again = after.taken.stream().map(StoredEvent::sequence).toList();
        Set<Long> twice = new HashSet<>(again);
        twice.retainAll(before);
        before.addAll(again);
        assertThat(before).hasSize(300);
        assertThat(again).doesNotHaveDuplicates();
        assertThat(twice).hasSizeLessThan(150);
    }

    private Path copyAsIfKilled() throws IOException {
        Path image = Files.createDirectories(directory.resolve("image"));
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, image.resolve(file.getFileName()));
            }
        }
        return image;
    }

    @Test
    void a_replay_of_what_no_subscription_is_called_is_refused_in_words() {
        try (JournalView view = JournalFactory.view(directory)) {
            assertThatThrownBy(() -> view.preview(
                            new JournalRequest(Action.REPLAY, EventSelection.ALL.withSubscription("nope"))))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("knows no subscription \"nope\"");
        }
    }

    @Test
    void an_owner_that_does_not_answer_takes_no_request_later() throws Exception {
        threeOfWhichTwoDie();
        journal.onWriter(connection -> sleepUntilInterrupted());

        assertThatThrownBy(() -> new RequestClient(settings(), Clock.systemUTC(), Duration.ofMillis(200))
                        .ask(new JournalRequest(Action.DROP, EventSelection.ALL)))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("was taken back");

        released.countDown();
        append("d", "queued");
        assertThat(books().dead()).isEqualTo(2);
    }

    private final CountDownLatch released = new CountDownLatch(1);

    private void sleepUntilInterrupted() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
