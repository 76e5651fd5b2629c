package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.FakeClock;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.append.ScopePositions;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.Reader;
import io.github.tektoncourier.run.Attempt;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.Scope;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the ledger knows of runs, pods and gaps. */
@Timeout(120)
class LedgerIT {

    private static final Scope OTHER = new Scope("test", "taskruns", "ns-a", "");
    private static final byte[] NO_DATA = {};

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock();
    private SqliteJournal journal;

    @BeforeEach
    void open() {
        journal = SqliteJournal.open(JournalSettings.in(directory).withRetention(Duration.ofHours(1)), clock);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private void reopen() {
        journal.close();
        open();
    }

    private void append(Batch batch) throws Exception {
        journal.append(batch).get(10, TimeUnit.SECONDS);
    }

    private void appendGone(String uid, String... moments) throws Exception {
        append(Batches.batch(Batches.run(uid, null, "9", 10), Change.Type.DELETED, moments));
    }

    /** As a batch looks when everything that the run proves was told. */
    private static Batch nothingNew(Scope scope, Change.Type type, Run run) {
        return new Batch(Change.ofRun(scope, type, false, run), NO_DATA, List.of());
    }

    private List<String> live(Scope scope) {
        List<String> runs = new ArrayList<>();
        journal.live(scope, run -> runs.add(run.uid()));
        return runs;
    }

    private static Run run(String uid, String pod, String... earlierPods) {
        Run run = Batches.run(uid, null, "1", 10);
        return new Run(
                run.kind(),
                run.uid(),
                "ns",
                run.name(),
                run.resourceVersion(),
                run.created(),
                null,
                run.labels(),
                run.annotations(),
                null,
                attempt(pod),
                Arrays.stream(earlierPods).map(LedgerIT::attempt).toList(),
                List.of(),
                0,
                run.json());
    }

    private static Attempt attempt(String pod) {
        return new Attempt(null, null, null, pod, List.of());
    }

    private long count(String table) throws Exception {
        try (Connection connection = Database.reader(directory.resolve("journal.db"))) {
            return Database.number(connection, "SELECT count(*) FROM " + table, -1);
        }
    }

    // ---- live runs

    @Test
    void live_runs_are_those_of_the_scope_that_are_not_gone() throws Exception {
        append(Batches.batch("told", "queued"));
        append(Batches.silent("silent", "queued"));
        append(Batches.batch("gone", "queued"));
        appendGone("gone", "deleted");
        append(nothingNew(OTHER, Change.Type.LISTED, Batches.run("elsewhere", null, "1", 10)));

        assertThat(live(Batches.SCOPE)).containsExactlyInAnyOrder("told", "silent");
        assertThat(live(OTHER)).containsExactly("elsewhere");
        reopen();
        assertThat(live(Batches.SCOPE)).containsExactlyInAnyOrder("told", "silent");
        assertThat(live(new Scope("test", "taskruns", "", "team=a"))).isEmpty();
    }

    @Test
    void a_run_goes_to_the_scope_that_sees_it_even_if_nothing_new_is_told() throws Exception {
        append(Batches.batch("a", "queued"));

        append(nothingNew(OTHER, Change.Type.LISTED, Batches.run("a", null, "2", 10)));

        assertThat(live(Batches.SCOPE)).isEmpty();
        assertThat(live(OTHER)).containsExactly("a");
        reopen();
        assertThat(live(OTHER)).containsExactly("a");
    }

    /** bench/faults pairs, seed 240: after a change of settings only runs of the new scope were compared. */
    @Test
    void the_newest_runs_of_a_scope_are_recent_however_much_was_told_of_others_since() throws Exception {
        append(Batches.batch("first", "queued"));
        for (int n = 0; n < 600; n++) {
            Run other = Batches.run("other" + n, null, "1", 10);
            journal.append(new Batch(
                    Change.ofRun(OTHER, Change.Type.LISTED, false, other),
                    Batches.data(other),
                    List.of(new Batch.Entry("queued", Batches.event(other, "queued")))));
        }
        append(Batches.batch("gone", "queued"));
        appendGone("gone", "deleted");

        assertThat(journal.recent(Batches.SCOPE, 6)).extracting(KnownRun::uid).containsExactly("first");
    }

    @Test
    void half_of_the_recent_runs_are_the_newest_and_the_others_those_told_last() throws Exception {
        for (String uid : List.of("a", "b", "c", "d", "e", "f")) {
            append(Batches.batch(uid, "queued"));
        }
        for (String uid : List.of("a", "b", "c", "d")) {
            append(Batches.batch(uid, "started"));
        }

        assertThat(journal.recent(Batches.SCOPE, 4))
                .extracting(KnownRun::uid)
                .containsExactlyInAnyOrder("f", "e", "d", "c");
    }

    @Test
    void a_live_run_has_its_kind_and_its_name() throws Exception {
        append(Batches.batch(run("u-1", ""), Change.Type.ADDED, "queued"));
        List<KnownRun> runs = new ArrayList<>();

        journal.live(Batches.SCOPE, runs::add);

        assertThat(runs).containsExactly(new KnownRun(RunKind.TASK_RUN, "u-1", "ns", "u-1"));
    }

    @Test
    void many_live_runs_come_in_pages_and_whoever_takes_them_may_ask_the_journal_meanwhile() throws Exception {
        for (int i = 0; i < 3_500; i++) {
            journal.append(Batches.silent("r" + i, "queued"));
        }
        append(Batches.silent("last", "queued"));
        List<String> seen = new ArrayList<>();

        journal.live(Batches.SCOPE, run -> {
            if (seen.size() % 1_000 == 0) {
                append1(Batches.batch(run.uid(), "started")); // would wait for ever for a reader that holds on
            }
            seen.add(run.uid());
        });

        assertThat(seen).hasSize(3_501).doesNotHaveDuplicates();
    }

    private void append1(Batch batch) {
        try {
            append(batch);
            journal.retain();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void what_is_known_already_costs_the_disk_nothing() throws Exception {
        Run run = run("a", "a-pod");
        append(Batches.batch(run, Change.Type.ADDED, "queued"));
        journal.close();
        open();
        long before = changes();

        for (int i = 0; i < 100; i++) {
            append(nothingNew(Batches.SCOPE, Change.Type.MODIFIED, run));
        }

        assertThat(changes()).isEqualTo(before);
    }

    /** Rows that the writer ever changed. */
    private long changes() {
        List<Long> changes = new ArrayList<>();
        journal.onDisk(connection -> changes.add(Database.number(connection, "SELECT total_changes()", -1)));
        return changes.get(0);
    }

    // ---- gone

    @Test
    void a_deletion_is_told_of_a_run_that_was_only_known_silently() throws Exception {
        append(Batches.silent("a", "queued", "successful"));

        appendGone("a", "deleted");

        assertThat(journal.totals().appended()).isEqualTo(1);
        assertThat(live(Batches.SCOPE)).isEmpty();
    }

    @Test
    void a_deletion_is_told_of_a_run_that_nobody_knew_and_it_is_gone() throws Exception {
        appendGone("a", "queued", "successful", "deleted");

        assertThat(journal.totals().appended()).isEqualTo(3);
        assertThat(journal.told("a")).contains("deleted");
        assertThat(live(Batches.SCOPE)).isEmpty();
    }

    @Test
    void a_run_that_a_list_lacks_is_gone_and_moves_no_position() throws Exception {
        Run run = Batches.run("a", null, "7", 10);
        append(Batches.batch(run, Change.Type.ADDED, "queued"));
        KnownRun known = new KnownRun(RunKind.TASK_RUN, "a", run.namespace(), "a");

        append(batch(Change.absent(Batches.SCOPE, known.bare()), "deleted"));

        assertThat(journal.position(Batches.SCOPE).resourceVersion()).isEqualTo("7");
        assertThat(live(Batches.SCOPE)).isEmpty();
        assertThat(journal.told("a")).contains("deleted");
        assertThat(journal.latest("a"))
                .as("the last that was seen of it, not the little that is remembered")
                .hasValueSatisfying(json -> assertThat(json).isEqualTo(run.json()));
    }

    @Test
    void an_end_recovered_from_a_core_event_is_no_snapshot_and_the_run_is_not_gone_by_it() throws Exception {
        Run run = Batches.run("a", null, "7", 10);
        append(Batches.batch(run, Change.Type.ADDED, "queued"));
        KnownRun known = new KnownRun(RunKind.TASK_RUN, "a", run.namespace(), "a");

        append(batch(Change.recovered(Batches.SCOPE, known.bare(), event("a")), "successful"));

        assertThat(live(Batches.SCOPE)).as("until its deletion is told").containsExactly("a");
        assertThat(journal.latest("a"))
                .hasValueSatisfying(json -> assertThat(json).isEqualTo(run.json()));
        assertThat(journal.position(Batches.SCOPE).resourceVersion()).isEqualTo("7");
    }

    @Test
    void an_end_recovered_of_a_run_that_nobody_knew_leaves_it_to_be_told_as_deleted() throws Exception {
        Run bare = new KnownRun(RunKind.TASK_RUN, "a", "ns", "a").bare();

        append(batch(Change.recovered(Batches.SCOPE, bare, event("a")), "successful"));
        reopen();
        List<String> between = live(Batches.SCOPE);
        append(batch(Change.absent(Batches.SCOPE, bare), "deleted"));

        assertThat(between).containsExactly("a");
        assertThat(live(Batches.SCOPE)).isEmpty();
        assertThat(journal.told("a")).containsExactlyInAnyOrder("successful", "deleted");
    }

    @Test
    void a_gone_run_that_a_stale_list_shows_again_is_told_nothing_twice_and_goes_again() throws Exception {
        append(Batches.batch("a", "queued"));
        appendGone("a", "deleted");

        append(nothingNew(Batches.SCOPE, Change.Type.LISTED, Batches.run("a", null, "5", 10)));
        List<String> shown = live(Batches.SCOPE);
        clock.advance(Duration.ofDays(3));
        append(Batches.batch("later", "queued"));
        journal.retain();
        appendGone("a", "queued", "deleted");

        assertThat(shown).as("so that the next list can find it missing").containsExactly("a");
        assertThat(journal.totals().appended()).isEqualTo(3);
        assertThat(live(Batches.SCOPE)).containsExactly("later");
        clock.advance(Duration.ofDays(3));
        append(Batches.batch("last", "queued"));
        journal.retain();
        assertThat(journal.told("a")).as("forgotten in the end").isEmpty();
    }

    @Test
    void a_core_event_about_a_gone_run_does_not_bring_it_back() throws Exception {
        Run run = Batches.run("a", null, "7", 10);
        append(Batches.batch(run, Change.Type.ADDED, "queued"));
        appendGone("a", "deleted");
        Scope events = new Scope("test", "events/TaskRun", "", "");

        append(batch(
                Change.ofEvent(events, Change.Type.ADDED, false, event("a")).withRun(run), "kubernetesevent/e/1"));
        append(batch(Change.recovered(Batches.SCOPE, run, event("a")), "successful"));

        assertThat(live(Batches.SCOPE)).isEmpty();
        assertThat(live(events)).isEmpty();
    }

    @Test
    void a_run_that_only_core_events_name_is_forgotten_like_one_that_is_gone() throws Exception {
        Run never = new KnownRun(RunKind.TASK_RUN, "never", "ns", "never").bare();
        Run late = Batches.run("late", null, "7", 10);
        Scope events = new Scope("test", "events/TaskRun", "", "");
        append(batch(
                Change.ofEvent(events, Change.Type.ADDED, false, event("never")).withRun(never),
                "kubernetesevent/e/1"));
        append(batch(
                Change.ofEvent(events, Change.Type.ADDED, false, event("late")).withRun(late), "kubernetesevent/f/1"));
        append(nothingNew(Batches.SCOPE, Change.Type.ADDED, late));
        append(Batches.batch("last", "queued"));
        clock.advance(Duration.ofDays(2));
        append(Batches.batch("last", "started"));

        journal.retain();

        assertThat(journal.told("never")).isEmpty();
        assertThat(journal.told("late")).containsExactly("kubernetesevent/f/1");
    }

    // ---- pods

    @Test
    void a_pod_is_found_by_its_name_whichever_attempt_made_it() throws Exception {
        append(Batches.batch(run("a", "a-pod-retry1", "a-pod"), Change.Type.ADDED, "queued"));
        KnownRun a = new KnownRun(RunKind.TASK_RUN, "a", "ns", "a");

        assertThat(journal.ofPod("ns", "a-pod")).contains(a);
        assertThat(journal.ofPod("ns", "a-pod-retry1")).contains(a);
        assertThat(journal.ofPod("elsewhere", "a-pod")).isEmpty();
        assertThat(journal.ofPod("ns", "nginx")).isEmpty();
        reopen();
        assertThat(journal.ofPod("ns", "a-pod")).contains(a);
    }

    @Test
    void a_pod_that_appears_without_a_new_moment_is_known() throws Exception {
        append(Batches.batch(run("a", ""), Change.Type.ADDED, "queued"));

        append(nothingNew(Batches.SCOPE, Change.Type.MODIFIED, run("a", "a-pod")));

        assertThat(journal.ofPod("ns", "a-pod")).isPresent();
    }

    @Test
    void a_pods_name_that_returns_is_the_newest_runs() throws Exception {
        append(Batches.batch(run("old", "build-pod"), Change.Type.ADDED, "queued"));
        append(Batches.batch(run("new", "build-pod"), Change.Type.ADDED, "queued"));
        append(nothingNew(Batches.SCOPE, Change.Type.MODIFIED, run("old", "build-pod")));

        assertThat(journal.ofPod("ns", "build-pod")).map(KnownRun::uid).contains("new");
    }

    @Test
    void a_pod_that_an_event_told_of_is_known_by_its_uid_when_its_name_returns() throws Exception {
        append(Batches.batch(run("old", "build-pod"), Change.Type.ADDED, "queued"));
        append(podEvent("old", "build-pod", "p-1"));
        append(Batches.batch(run("new", "build-pod"), Change.Type.ADDED, "queued"));

        assertThat(journal.ofPod("ns", "build-pod", "p-1")).map(KnownRun::uid).contains("old");
        assertThat(journal.ofPod("ns", "build-pod", "p-2")).map(KnownRun::uid).contains("new");
        append(podEvent("new", "build-pod", "p-2"));
        assertThat(journal.ofPod("ns", "build-pod", "p-3"))
                .as("a third pod, whose run nobody knows yet")
                .isEmpty();
        assertThat(journal.ofPod("ns", "build-pod")).map(KnownRun::uid).contains("new");
    }

    @Test
    void a_new_pod_is_not_the_one_of_a_run_that_is_gone() throws Exception {
        append(Batches.batch(run("old", "build-pod"), Change.Type.ADDED, "queued"));
        appendGone("old", "deleted");

        assertThat(journal.ofPod("ns", "build-pod", "p-1")).isEmpty();
        assertThat(journal.ofPod("ns", "build-pod")).isPresent();
    }

    private static Batch podEvent(String run, String pod, String podUid) {
        KubernetesEvent event = new KubernetesEvent(
                "e-" + podUid,
                "ns",
                "e",
                "99",
                new KubernetesEvent.Involved("v1", "Pod", "ns", pod, podUid),
                "Normal",
                "Pulled",
                "",
                1,
                "kubelet",
                null,
                new byte[] {'{', '}'});
        Scope scope = new Scope("test", "events/Pod", "", "");
        return batch(
                Change.ofEvent(scope, Change.Type.ADDED, false, event).withRun(run(run, pod)),
                "kubernetesevent/e-" + podUid + "/1");
    }

    @Test
    void pods_leave_with_their_run() throws Exception {
        append(Batches.batch(run("a", "a-pod", "a-pod-0"), Change.Type.ADDED, "queued"));
        appendGone("a", "deleted");
        append(Batches.batch(run("b", "b-pod"), Change.Type.ADDED, "queued"));
        clock.advance(Duration.ofDays(2));
        append(Batches.batch(run("b", "b-pod"), Change.Type.MODIFIED, "started"));

        journal.retain();

        assertThat(journal.ofPod("ns", "a-pod")).isEmpty();
        assertThat(journal.ofPod("ns", "b-pod")).isPresent();
        assertThat(count("pod")).isEqualTo(1);
    }

    @Test
    void names_that_no_pod_can_have_and_endless_retries_are_not_kept() throws Exception {
        String[] many = new String[1_000];
        Arrays.setAll(many, i -> "a-pod-retry" + i);
        append(Batches.batch(run("a", "a pod' --", many), Change.Type.ADDED, "queued"));
        reopen();

        append(Batches.batch(run("a", "x".repeat(300), many), Change.Type.MODIFIED, "started"));

        assertThat(count("pod")).isEqualTo(64);
    }

    // ---- gaps

    @Test
    void a_scope_was_reached_up_to_the_time_that_the_last_object_states_not_that_of_its_arrival() throws Exception {
        Instant ended = clock.instant();
        clock.advance(Duration.ofHours(1)); // as after a pause, when old changes come in a burst

        append(nothingNew(Batches.SCOPE, Change.Type.MODIFIED, ended("a", ended)));
        append(nothingNew(Batches.SCOPE, Change.Type.MODIFIED, ended("b", ended.minusSeconds(9))));

        assertThat(journal.reached(Batches.SCOPE)).contains(ended);
        assertThat(journal.reached(OTHER)).isEmpty();
    }

    @Test
    void a_time_that_is_still_to_come_is_no_proof() throws Exception {
        Instant ended = clock.instant();
        append(nothingNew(Batches.SCOPE, Change.Type.MODIFIED, ended("a", ended)));

        append(nothingNew(Batches.SCOPE, Change.Type.MODIFIED, ended("b", Instant.MAX)));
        append(nothingNew(
                Batches.SCOPE, Change.Type.MODIFIED, ended("c", clock.instant().plusSeconds(1))));

        assertThat(journal.reached(Batches.SCOPE)).contains(ended);
    }

    @Test
    void a_list_reaches_up_to_when_it_began() throws Exception {
        for (int list = 0; list < 2; list++) {
            Instant begun = clock.instant();
            append(nothingNew(Batches.SCOPE, Change.Type.LISTED, Batches.run("a", null, "5", 10)));
            clock.advance(Duration.ofMinutes(1));
            append(nothingNew(Batches.SCOPE, Change.Type.LISTED, Batches.run("b", null, "6", 10)));
            append(new Batch(Change.ofScope(Batches.SCOPE, Change.Type.LIST_COMPLETE, "7"), NO_DATA, List.of()));

            assertThat(journal.reached(Batches.SCOPE)).contains(begun);
        }
    }

    private static Run ended(String uid, Instant time) {
        Run run = Batches.run(uid, null, "7", 10);
        return new Run(
                run.kind(),
                uid,
                run.namespace(),
                uid,
                "7",
                Instant.EPOCH,
                null,
                run.labels(),
                run.annotations(),
                null,
                new Attempt(null, null, time, "", List.of()),
                List.of(),
                List.of(),
                0,
                run.json());
    }

    @Test
    void a_bookmark_that_repeats_the_position_still_says_that_nothing_was_missed() throws Exception {
        append(new Batch(Change.ofScope(Batches.SCOPE, Change.Type.BOOKMARK, "7"), NO_DATA, List.of()));
        clock.advance(Duration.ofMinutes(1));
        append(new Batch(Change.ofScope(Batches.SCOPE, Change.Type.BOOKMARK, "7"), NO_DATA, List.of()));
        Instant last = clock.instant();

        reopen();

        assertThat(journal.reached(Batches.SCOPE)).contains(last);
    }

    @Test
    void what_was_not_yet_on_disk_when_the_process_died_is_not_taken_for_reached() throws Exception {
        append(new Batch(Change.ofScope(Batches.SCOPE, Change.Type.LIST_COMPLETE, "7"), NO_DATA, List.of()));
        Instant durable = clock.instant();
        clock.advance(Duration.ofSeconds(1));
        append(new Batch(Change.ofScope(Batches.SCOPE, Change.Type.BOOKMARK, "8"), NO_DATA, List.of()));

        try (Reader disk = Reader.open(directory.resolve("journal.db"))) { // as a new process would find it
            ScopePositions found = new ScopePositions(disk.scopes(), 0, 0, false, clock.millis());
            assertThat(found.position(Batches.SCOPE).resourceVersion()).isEqualTo("7");
            assertThat(found.reached(Batches.SCOPE)).contains(durable);
        }
    }

    private static KubernetesEvent event(String uid) {
        return new KubernetesEvent(
                "e-" + uid,
                "ns",
                "e",
                "99",
                new KubernetesEvent.Involved("tekton.dev/v1", "TaskRun", "ns", uid, uid),
                "Normal",
                "Succeeded",
                "",
                1,
                "TaskRun",
                null,
                new byte[] {'{', '}'});
    }

    private static Batch batch(Change change, String moment) {
        Run run = change.run();
        return new Batch(change, Batches.data(run), List.of(new Batch.Entry(moment, Batches.event(run, moment))));
    }
}
