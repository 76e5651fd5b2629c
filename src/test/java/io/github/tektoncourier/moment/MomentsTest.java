package io.github.tektoncourier.moment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.tektoncourier.cloudevent.CloudEvents;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.FakeKnown;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MomentsTest {

    private final Moments moments = new Moments();

    @TestFactory
    Stream<DynamicTest> what_a_snapshot_proves() throws IOException {
        JsonNode table = new YAMLMapper().readTree(getClass().getResource("/moments/behaviour.yaml"));
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode row : table) {
            tests.add(dynamicTest(row.get("name").asText(), () -> {
                RunKind kind = RunKind.of(row.get("kind").asText()).orElseThrow();
                ObjectNode object = Snapshots.object(kind, "a", "u");
                if (row.has("status")) {
                    object.set("status", row.get("status"));
                }

                List<Moment> found = Snapshots.told(Snapshots.run(kind, object));

                assertThat(found.stream().map(MomentsTest::words).toList()).isEqualTo(texts(row.get("moments")));
            }));
        }
        return tests.stream();
    }

    @Test
    void types_are_tektons_letter_for_letter() {
        ObjectNode object = Snapshots.object(RunKind.PIPELINE_RUN, "a", "u");

        assertThat(Snapshots.moments(Snapshots.run(RunKind.PIPELINE_RUN, object)))
                .extracting(Moment::type)
                .containsExactly("dev.tekton.event.pipelinerun.queued.v1");
    }

    @ParameterizedTest
    @EnumSource(
            value = Change.Type.class,
            names = {"LISTED", "ADDED", "MODIFIED"})
    void however_a_snapshot_came_it_proves_the_same(Change.Type type) {
        Run run = Snapshots.run(RunKind.TASK_RUN, Snapshots.object(RunKind.TASK_RUN, "a", "u"));

        Proof proof = moments.moments(Change.ofRun(Snapshots.SCOPE, type, false, run));

        assertThat(proof.moments()).extracting(Moment::key).containsExactly("queued");
        assertThat(proof.change().run()).isSameAs(run);
    }

    @ParameterizedTest
    @EnumSource(
            value = Change.Type.class,
            names = {"BOOKMARK", "LIST_COMPLETE"})
    void a_bare_position_proves_nothing(Change.Type type) {
        assertThat(moments.moments(Change.ofScope(Snapshots.SCOPE, type, "7")).moments())
                .isEmpty();
    }

    @Test
    void a_terminal_condition_that_flips_tells_both_ends() {
        ObjectNode object = Snapshots.object(RunKind.TASK_RUN, "a", "u");
        ObjectNode condition =
                object.putObject("status").putArray("conditions").addObject().put("type", "Succeeded");

        condition.put("status", "False");
        List<String> first = Snapshots.keys(Snapshots.run(RunKind.TASK_RUN, object));
        condition.put("status", "True");
        List<String> second = Snapshots.keys(Snapshots.run(RunKind.TASK_RUN, object));

        assertThat(first).containsExactly("queued", "failed");
        assertThat(second).containsExactly("queued", "successful");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "Tasks Completed: 7 (Failed: 1, Cancelled 0), Incomplete: 25, Skipped: 0",
                "Tasks Completed: 31 (Failed: 1 (Ignored: 1), Cancelled 2), Skipped: 12",
            })
    void progress_of_a_pipeline_run_is_no_news(String later) {
        String first = "Tasks Completed: 0 (Failed: 0, Cancelled 0), Incomplete: 32, Skipped: 0";

        assertThat(waiting(RunKind.PIPELINE_RUN, later)).isEqualTo(waiting(RunKind.PIPELINE_RUN, first));
        assertThat(waiting(RunKind.PIPELINE_RUN, later + " and more"))
                .isNotEqualTo(waiting(RunKind.PIPELINE_RUN, first));
        assertThat(waiting(RunKind.TASK_RUN, later)).isNotEqualTo(waiting(RunKind.TASK_RUN, first));
    }

    @Test
    void a_pipeline_run_that_counts_32_tasks_tells_its_running_once() {
        ObjectNode object = Snapshots.object(RunKind.PIPELINE_RUN, "a", "u");
        ObjectNode status = object.putObject("status");
        Set<String> keys = new LinkedHashSet<>();

        for (int done = 0; done < 32; done++) {
            status.withArray("childReferences")
                    .addObject()
                    .put("kind", "TaskRun")
                    .put("name", "t" + done);
            status.putArray("conditions")
                    .addObject()
                    .put("type", "Succeeded")
                    .put("status", "Unknown")
                    .put("reason", "Running")
                    .put(
                            "message",
                            "Tasks Completed: " + done + " (Failed: 0, Cancelled 0), Incomplete: 1, Skipped: 0");
            keys.addAll(Snapshots.keys(Snapshots.run(RunKind.PIPELINE_RUN, object)));
        }

        assertThat(keys).containsExactly("queued", "running");
    }

    @Test
    void a_new_run_under_an_old_name_is_another_run() {
        Run first = Snapshots.run(RunKind.TASK_RUN, Snapshots.object(RunKind.TASK_RUN, "a", "u-1"));
        Run second = Snapshots.run(RunKind.TASK_RUN, Snapshots.object(RunKind.TASK_RUN, "a", "u-2"));
        FakeKnown known = new FakeKnown().told("u-1", "queued");

        CloudEvents cloudEvents = new CloudEvents("", known);

        assertThat(cloudEvents.cloudEvents(modified(first)).entries()).isEmpty();
        assertThat(cloudEvents.cloudEvents(modified(second)).entries())
                .extracting(entry -> Objects.requireNonNull(entry.event()).getId())
                .containsExactly("u-2/queued");
    }

    @Test
    void a_run_that_was_deleted_50_ms_after_it_ended_tells_its_end_and_then_its_deletion() {
        ObjectNode object = Snapshots.object(RunKind.TASK_RUN, "a", "u");
        object.withObject("/metadata").put("deletionTimestamp", "2026-11-22T12:00:09.050Z");
        object.putObject("status")
                .put("completionTime", "2026-11-22T12:00:09Z")
                .putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", "False");

        Proof proof = moments.moments(
                Change.ofRun(Snapshots.SCOPE, Change.Type.DELETED, false, Snapshots.run(RunKind.TASK_RUN, object)));

        assertThat(proof.moments()).extracting(Moment::key).containsExactly("queued", "failed", "deleted");
        assertThat(proof.moments().get(2).time()).isEqualTo("2026-11-22T12:00:09.050Z");
    }

    @Test
    void a_run_known_by_name_only_proves_nothing_but_that_it_is_gone() {
        Run bare = new KnownRun(RunKind.CUSTOM_RUN, "u", "ns", "a").bare();

        assertThat(moments.moments(Change.absent(Snapshots.SCOPE, bare)).moments())
                .extracting(Moment::type)
                .containsExactly("io.github.tektoncourier.customrun.deleted.v1");
    }

    @Test
    void a_failure_recorded_before_a_status_write_that_never_came_is_told_by_its_core_event_alone() {
        ObjectNode object = Snapshots.object(RunKind.TASK_RUN, "a", "u");
        object.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", "Unknown")
                .put("reason", "Running");
        Run last = Snapshots.run(RunKind.TASK_RUN, object);

        List<Moment> found = moments.moments(Change.recovered(Snapshots.SCOPE, last, event("Failed", 1)))
                .moments();

        assertThat(found)
                .containsExactly(new Moment(
                        "failed",
                        "dev.tekton.event.taskrun.failed.v1",
                        Provability.OBSERVED,
                        Instant.EPOCH,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        true));
        assertThat(moments.moments(Change.recovered(Snapshots.SCOPE, last, event("Running", 1)))
                        .moments())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "2, 1",
        "9, 1",
        "10, 10",
        "37, 10",
        "99, 10",
        "100, 100",
        "2147483647, 1000000000",
    })
    void a_core_event_is_told_at_powers_of_ten(int count, int milestone) {
        Proof proof = moments.moments(event(count, Change.Type.MODIFIED));

        assertThat(proof.moments())
                .containsExactly(new Moment(
                        "kubernetesevent/e-1/" + milestone,
                        "io.github.tektoncourier.taskrun.kubernetesevent.v1",
                        Provability.OBSERVED,
                        Instant.EPOCH,
                        "Pulled",
                        null,
                        null,
                        null,
                        null,
                        null,
                        false));
    }

    @Test
    void a_core_event_that_outlived_its_time_is_no_news() {
        assertThat(moments.moments(event(1, Change.Type.DELETED)).moments()).isEmpty();
    }

    private static String waiting(RunKind kind, String message) {
        ObjectNode object = Snapshots.object(kind, "a", "u");
        object.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", "Unknown")
                .put("reason", "PipelineRunStopping")
                .put("message", message);
        return Snapshots.keys(Snapshots.run(kind, object)).get(1);
    }

    private static Change event(int count, Change.Type type) {
        Run run = Snapshots.run(RunKind.TASK_RUN, Snapshots.object(RunKind.TASK_RUN, "a", "u"));
        return Change.ofEvent(Snapshots.SCOPE, type, false, event("Pulled", count))
                .withRun(run);
    }

    private Proof modified(Run run) {
        return moments.moments(Change.ofRun(Snapshots.SCOPE, Change.Type.MODIFIED, false, run));
    }

    private static KubernetesEvent event(String reason, int count) {
        return new KubernetesEvent(
                "e-1",
                "ns",
                "a.1",
                "7",
                new KubernetesEvent.Involved("tekton.dev/v1", "TaskRun", "ns", "a", "u"),
                "Normal",
                reason,
                "",
                count,
                "kubelet",
                Instant.EPOCH,
                "{}".getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static String words(Moment moment) {
        return String.join(
                        " ",
                        moment.key(),
                        moment.time() == null ? "-" : moment.time().toString().replaceAll(".*T|Z", ""),
                        String.valueOf(moment.reason() == null ? "-" : moment.reason()),
                        String.valueOf(moment.attempt() == null ? "-" : moment.attempt()),
                        String.valueOf(moment.outcome() == null ? "-" : moment.outcome()),
                        moment.step() == null ? "" : "step=" + moment.step() + " ",
                        moment.exitCode() == null ? "" : "exit=" + moment.exitCode() + " ",
                        moment.pipelineTask() == null ? "" : "task=" + moment.pipelineTask())
                .replaceAll(" +", " ")
                .strip();
    }
}
