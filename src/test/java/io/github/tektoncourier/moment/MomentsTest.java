package io.github.tektoncourier.moment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

                List<Moment> found = Snapshots.moments(Snapshots.run(kind, object));

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
            names = {"LISTED", "ADDED", "MODIFIED", "DELETED"})
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
                        Instant.EPOCH,
                        "Pulled",
                        null,
                        null));
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
        KubernetesEvent event = new KubernetesEvent(
                "e-1",
                "ns",
                "a.1",
                "7",
                new KubernetesEvent.Involved("tekton.dev/v1", "TaskRun", "ns", "a", "u"),
                "Normal",
                "Pulled",
                "",
                count,
                "kubelet",
                Instant.EPOCH,
                "{}".getBytes(StandardCharsets.UTF_8));
        return Change.ofEvent(Snapshots.SCOPE, type, false, event).withRun(run);
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
                String.valueOf(moment.outcome() == null ? "-" : moment.outcome()));
    }
}
