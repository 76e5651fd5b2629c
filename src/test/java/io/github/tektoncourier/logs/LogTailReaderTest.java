package io.github.tektoncourier.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.cloudevent.CloudEvents;
import io.github.tektoncourier.journal.FakeClock;
import io.github.tektoncourier.journal.tail.LogTail;
import io.github.tektoncourier.journal.tail.LogTailStore;
import io.github.tektoncourier.moment.Moments;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.FakeKnown;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each failed step is read once, beside the events, and no sink waits longer than is said. */
class LogTailReaderTest {

    private static final Scope SCOPE = new Scope("c", "taskruns", "", "");

    private final FakeClock clock = new FakeClock();
    private final Kept kept = new Kept();
    private final Deque<Runnable> work = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final Deque<UnreadLogException> failures = new ArrayDeque<>();
    private String log = "boom\n";
    private LogTailReader reader = reader();

    @Test
    void a_failure_that_is_noticed_is_read_and_kept() {
        Batch batch = batch(failed("a", "ci"));

        assertThat(reader.noticed(batch)).isSameAs(batch);
        work();

        assertThat(asked).containsExactly("ci/a-pod/step-build");
        assertThat(kept.get("a")).hasValue(new LogTail("build", "boom", ""));
        assertThat(reader.known(List.of(failed("a", "ci")))).containsOnlyKeys("a");
    }

    @Test
    void runs_that_did_well_or_go_on_or_failed_outside_of_steps_are_not_read() throws Exception {
        Run well = run("a", "ci", "True", "{\"name\":\"build\",\"terminated\":{\"exitCode\":0}}");
        Run on = run("b", "ci", "Unknown", "{\"name\":\"build\",\"terminated\":{\"exitCode\":1}}");
        Run unscheduled = run("c", "ci", "False", "");

        List<Run> runs = List.of(well, on, unscheduled);
        runs.forEach(run -> reader.noticed(batch(run)));

        assertThat(work).isEmpty();
        assertThat(reader.awaited(runs, this::pass)).isEmpty();
    }

    @Test
    void a_status_cannot_lead_to_another_path_of_the_api() {
        Run traversing = reading(failedJson("a", "ci").replace("a-pod", "../secrets/x"));
        Run odd = reading(failedJson("b", "ci").replace("\"build\"", "\"b/../x?y\""));

        reader.noticed(batch(traversing));
        reader.noticed(batch(odd));

        assertThat(work).isEmpty();
    }

    @Test
    void two_sinks_that_wait_are_one_request() throws Exception {
        List<Run> runs = List.of(failed("a", "ci"));
        LogTail first = reader.awaited(runs, this::passAndWork).get("a");

        LogTail second = reader.awaited(runs, this::pass).get("a");

        assertThat(first).isEqualTo(second).isEqualTo(new LogTail("build", "boom", ""));
        assertThat(asked).hasSize(1);
    }

    /** What a restart cut off is read when a sink asks. */
    @Test
    void what_is_kept_is_not_read_again_and_what_is_not_is() throws Exception {
        kept.put("a", new LogTail("build", "from before", ""));
        reader = reader();

        Map<String, LogTail> found = reader.awaited(List.of(failed("a", "ci"), failed("b", "ci")), this::passAndWork);

        assertThat(found.get("a").text()).isEqualTo("from before");
        assertThat(found.get("b").text()).isEqualTo("boom");
        assertThat(asked).containsExactly("ci/b-pod/step-build");
    }

    @Test
    void no_sink_waits_longer_than_the_patience_for_all_runs_together() throws Exception {
        long before = clock.millis();
        List<Run> runs = List.of(failed("a", "ci"), failed("b", "ci"), failed("c", "ci"));

        Map<String, LogTail> found = reader.awaited(runs, this::pass);

        assertThat(clock.millis() - before).isBetween(9_900L, 10_100L);
        assertThat(found.values()).extracting(LogTail::note).containsOnly("it could not be read in time");
        assertThat(reader.known(runs)).isEqualTo(found);
    }

    @Test
    void what_is_read_after_all_takes_the_place_of_its_note() throws Exception {
        List<Run> runs = List.of(failed("a", "ci"));
        failures.add(new UnreadLogException(UnreadLogException.Kind.PASSING, "the API server did not answer in time"));
        Map<String, LogTail> late = reader.awaited(runs, this::pass);

        clock.advance(Duration.ofMinutes(-1)); // the request was on its way all the time
        work();

        assertThat(late.get("a").text()).isEmpty();
        assertThat(reader.known(runs).get("a").text()).isEqualTo("boom");
    }

    @Test
    void a_storm_of_one_namespace_leaves_room_for_others_and_waits_for_nothing_beyond_it() throws Exception {
        IntStream.range(0, 5_000).forEach(i -> reader.noticed(batch(failed("f" + i, "flood"))));
        reader.noticed(batch(failed("a", "ci")));
        long before = clock.millis();

        LogTail beyond =
                reader.awaited(List.of(failed("f4999", "flood")), this::pass).get("f4999");

        assertThat(work).hasSize(LogTailReader.MOST_OF_NAMESPACE + 1);
        assertThat(beyond.note()).isEqualTo("too many tasks failed at once");
        assertThat(clock.millis()).isEqualTo(before);
    }

    @Test
    void requests_are_spread_and_what_comes_too_late_is_not_asked_for() {
        IntStream.range(0, 20).forEach(i -> reader.noticed(batch(failed("x" + i, "n" + i))));
        long before = clock.millis();

        work();

        assertThat(asked).hasSize(20);
        assertThat(clock.millis() - before).isBetween(1_900L, 2_100L);
    }

    @Test
    void a_failure_that_passes_is_tried_again() {
        failures.add(new UnreadLogException(UnreadLogException.Kind.PASSING, "the API server answered 503"));
        reader.noticed(batch(failed("a", "ci")));

        work();

        assertThat(kept.get("a").orElseThrow().text()).isEqualTo("boom");
    }

    @Test
    void a_pod_that_is_gone_is_noted_and_not_asked_for_again() throws Exception {
        failures.add(new UnreadLogException(UnreadLogException.Kind.FINAL, "its pod is gone"));
        reader.noticed(batch(failed("a", "ci")));
        work();

        LogTail found = reader.awaited(List.of(failed("a", "ci")), this::pass).get("a");

        assertThat(found).isEqualTo(new LogTail("build", "", "its pod is gone"));
        assertThat(asked).hasSize(1);
    }

    @Test
    void an_empty_log_says_so() {
        log = "\n \n";
        reader.noticed(batch(failed("a", "ci")));

        work();

        assertThat(kept.get("a").orElseThrow().note()).startsWith("it is empty");
    }

    @Test
    void a_courier_that_stops_ends_the_wait_so_that_the_event_is_delivered_after_the_restart() {
        assertThatThrownBy(() -> reader.awaited(List.of(failed("a", "ci")), millis -> reader.close()))
                .isInstanceOf(InterruptedException.class);
        work();

        assertThat(kept.get("a")).isEmpty();
    }

    @Test
    void a_journal_that_keeps_nothing_holds_nothing_up() throws Exception {
        kept.fails = true;
        reader.noticed(batch(failed("a", "ci")));

        work();

        assertThat(reader.awaited(List.of(failed("a", "ci")), this::pass)
                        .get("a")
                        .text())
                .isEqualTo("boom");
    }

    private LogTailReader reader() {
        return new LogTailReader(
                (namespace, pod, container) -> {
                    asked.add(namespace + "/" + pod + "/" + container);
                    UnreadLogException failure = failures.poll();
                    if (failure != null) {
                        throw failure;
                    }
                    return new PodLogs.Raw(log.getBytes(StandardCharsets.UTF_8), false, false);
                },
                kept,
                "",
                clock,
                this::pass,
                work::add);
    }

    private void pass(long millis) {
        clock.advance(Duration.ofMillis(millis));
    }

    private void passAndWork(long millis) {
        pass(millis);
        work();
    }

    private void work() {
        while (!work.isEmpty()) {
            work.remove().run();
        }
    }

    private static Run failed(String uid, String namespace) {
        return reading(failedJson(uid, namespace));
    }

    private static String failedJson(String uid, String namespace) {
        return json(uid, namespace, "False", "{\"name\":\"build\",\"terminated\":{\"exitCode\":1}}");
    }

    private static Run run(String uid, String namespace, String status, String step) {
        return reading(json(uid, namespace, status, step));
    }

    private static String json(String uid, String namespace, String status, String step) {
        return "{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"" + uid
                + "-run\",\"namespace\":\"" + namespace + "\",\"uid\":\"" + uid + "\",\"resourceVersion\":\"1\","
                + "\"creationTimestamp\":\"2026-01-01T00:00:00Z\"},\"status\":{\"podName\":\"" + uid + "-pod\","
                + "\"startTime\":\"2026-01-01T00:00:01Z\",\"conditions\":[{\"type\":\"Succeeded\",\"status\":\""
                + status
                + "\",\"reason\":\"Failed\",\"lastTransitionTime\":\"2026-01-01T00:00:09Z\"}],\"steps\":[" + step
                + "]}}";
    }

    private static Run reading(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return RunReader.read(RunKind.TASK_RUN, bytes, 0, bytes.length);
    }

    private static Batch batch(Run run) {
        Change change = Change.ofRun(SCOPE, Change.Type.MODIFIED, false, run);
        return new CloudEvents("", new FakeKnown()).cloudEvents(new Moments().moments(change));
    }

    private static final class Kept implements LogTailStore {
        private final Map<String, LogTail> tails = new HashMap<>();
        private boolean fails;

        @Override
        public Optional<LogTail> get(String uid) {
            return Optional.ofNullable(tails.get(uid));
        }

        @Override
        public void put(String uid, LogTail tail) {
            if (fails) {
                throw new IllegalStateException("The journal cannot keep the last lines of a log: the disk is full.");
            }
            tails.put(uid, tail);
        }
    }
}
