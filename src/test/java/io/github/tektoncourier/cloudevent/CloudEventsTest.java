package io.github.tektoncourier.cloudevent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.cloudevents.CloudEvent;
import io.github.tektoncourier.moment.Moment;
import io.github.tektoncourier.moment.Moments;
import io.github.tektoncourier.moment.Proof;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.FakeKnown;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.KubernetesEventReader;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CloudEventsTest {

    private static final Scope SCOPE = new Scope("c", "taskruns", "", "");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");
    private static final String UID = "0c4b7f1e-0a4e-4f9e-9a57-2a1c0b0e7f11";

    private final FakeKnown known = new FakeKnown();
    private final CloudEvents cloudEvents = new CloudEvents("", known, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void every_attribute_of_a_recorded_run_is_as_the_contract_says() throws IOException {
        Batch batch = cloudEvents.cloudEvents(proof(recorded(), false));

        ArrayNode events = JSON.createArrayNode();
        for (Batch.Entry entry : batch.entries()) {
            events.add(JSON.readTree(StructuredJson.encode(Objects.requireNonNull(entry.event()), new byte[0])));
        }
        assertThat((Object) events).isEqualTo(JSON.readTree(resource("/events/taskrun-retried.json")));
    }

    @Test
    void all_moments_of_a_snapshot_share_one_body() throws IOException {
        Run run = recorded();

        Batch batch = cloudEvents.cloudEvents(proof(run, false));

        assertThat(new String(batch.data(), StandardCharsets.UTF_8))
                .isEqualTo("{\"taskRun\":" + new String(run.json(), StandardCharsets.UTF_8) + "}");
        assertThat(batch.entries()).hasSize(10).allSatisfy(entry -> assertThat(Objects.requireNonNull(
                                Objects.requireNonNull(entry.event()).getData())
                        .toBytes())
                .isSameAs(batch.data()));
    }

    @Test
    void what_was_told_is_not_told_again() throws IOException {
        known.told(UID, "queued", "started", "running", "stepstarted/0/compile", "stepfinished/0/compile", "retried/0");

        Batch batch = cloudEvents.cloudEvents(proof(recorded(), false));

        assertThat(batch.entries())
                .extracting(Batch.Entry::moment)
                .containsExactly("stepstarted/1/compile", "stepfinished/1/compile", "stepstarted/1/1", "successful");
    }

    @Test
    void where_all_was_told_only_the_position_goes_on() throws IOException {
        new Moments()
                .moments(Change.ofRun(SCOPE, Change.Type.MODIFIED, false, recorded())).moments().stream()
                        .map(Moment::key)
                        .forEach(key -> known.told(UID, key));

        Batch batch = cloudEvents.cloudEvents(proof(recorded(), false));

        assertThat(batch.entries()).isEmpty();
        assertThat(batch.data()).isEmpty();
        assertThat(batch.change().position()).contains("81734");
    }

    @Test
    void a_silent_change_is_recorded_as_told_and_not_announced() throws IOException {
        Batch batch = cloudEvents.cloudEvents(proof(recorded(), true));

        assertThat(batch.data()).isEmpty();
        assertThat(batch.entries()).hasSize(10).allSatisfy(entry -> assertThat(entry.event())
                .isNull());
    }

    @Test
    void a_bookmark_is_a_batch_without_entries() {
        Batch batch = cloudEvents.cloudEvents(new Moments().moments(Change.ofScope(SCOPE, Change.Type.BOOKMARK, "7")));

        assertThat(batch.entries()).isEmpty();
        assertThat(batch.change().position()).contains("7");
    }

    @Test
    void a_cluster_with_a_name_is_in_source_and_extension() throws IOException {
        CloudEvent event = first(new CloudEvents("prod eu/1", known).cloudEvents(proof(recorded(), false)));

        assertThat(event.getSource())
                .hasToString("/clusters/prod%20eu%2F1/apis/tekton.dev/v1/namespaces/shop/taskruns/build-compile");
        assertThat(event.getExtension("cluster")).isEqualTo("prod eu/1");
    }

    @Test
    void what_is_unknown_is_absent_and_never_empty() {
        CloudEvent event = first(cloudEvents.cloudEvents(proof(
                run("{\"metadata\":{\"name\":\"a\",\"uid\":\"u\","
                        + "\"labels\":{\"tekton.dev/task\":\"\",\"tekton.dev/pipeline\":\" \"}}}"),
                false)));

        assertThat(event.getTime()).isNull();
        assertThat(event.getSource()).hasToString("/apis/tekton.dev/v1/taskruns/a");
        assertThat(event.getExtensionNames()).containsExactlyInAnyOrder("kind", "runuid", "partitionkey");
    }

    @Test
    void hostile_text_becomes_a_valid_attribute() {
        String reason = "\\u0000a\\r\\nHost: evil\\ud800\\uffff" + "x".repeat(9_000);

        CloudEvent event = last(cloudEvents.cloudEvents(proof(
                run("{\"metadata\":{\"name\":\"../a b\\u007f\",\"namespace\":\"n/s\",\"uid\":\"u\"},\"status\":"
                        + "{\"conditions\":[{\"type\":\"Succeeded\",\"status\":\"False\",\"reason\":\"" + reason
                        + "\"}]}}"),
                false)));

        assertThat(String.valueOf(event.getExtension("reason")))
                .startsWith("a  Host: evil\ufffd x")
                .hasSizeLessThanOrEqualTo(256);
        assertThat(event.getSource()).hasToString("/apis/tekton.dev/v1/namespaces/n%2Fs/taskruns/..%2Fa%20b%7F");
        assertThat(event.getSubject()).isEqualTo("../a b");
    }

    @Test
    void a_trace_that_is_none_is_not_passed_on() {
        for (String context : List.of(
                "{}",
                "nonsense",
                "{\\\"traceparent\\\":\\\"\\\"}",
                "{\\\"traceparent\\\":\\\"00-00000000000000000000000000000000-b7ad6b7169203331-01\\\"}",
                "{\\\"traceparent\\\":\\\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\\\\r\\\"}")) {
            CloudEvent event = first(cloudEvents.cloudEvents(proof(
                    run("{\"metadata\":{\"name\":\"a\",\"uid\":\"u\",\"annotations\":{"
                            + "\"tekton.dev/taskrunSpanContext\":\"" + context + "\"}}}"),
                    false)));

            assertThat(event.getExtension("traceparent")).as(context).isNull();
        }
    }

    @Test
    void a_core_event_goes_in_front_of_its_run_and_has_the_observers_time_where_it_has_none() {
        byte[] json = ("{\"metadata\":{\"name\":\"a.1\",\"uid\":\"e-1\"},\"reason\":\"Pulled\"}")
                .getBytes(StandardCharsets.UTF_8);
        KubernetesEvent event = KubernetesEventReader.read(json, 0, json.length);
        Change change = Change.ofEvent(SCOPE, Change.Type.ADDED, false, event)
                .withRun(run("{\"metadata\":{\"name\":\"a\",\"uid\":\"u\"}}"));

        Batch batch = cloudEvents.cloudEvents(new Moments().moments(change));

        assertThat(new String(batch.data(), StandardCharsets.UTF_8))
                .startsWith("{\"event\":{\"apiVersion\":\"v1\",\"kind\":\"Event\",")
                .contains("},\"taskRun\":{\"apiVersion\":\"tekton.dev/v1\",");
        assertThat(first(batch).getTime()).isEqualTo(NOW.atOffset(ZoneOffset.UTC));
        assertThat(first(batch).getId()).isEqualTo("u/kubernetesevent/e-1/1");
    }

    @Test
    void a_deletion_goes_out_with_the_last_state_and_the_observers_time_where_the_object_has_none() throws IOException {
        Batch batch = cloudEvents.cloudEvents(
                new Moments().moments(Change.ofRun(SCOPE, Change.Type.DELETED, false, recorded())));

        CloudEvent deleted = last(batch);
        assertThat(deleted.getId()).isEqualTo(UID + "/deleted");
        assertThat(deleted.getType()).isEqualTo("io.github.tektoncourier.taskrun.deleted.v1");
        assertThat(deleted.getTime()).isEqualTo(NOW.atOffset(ZoneOffset.UTC));
        assertThat(Objects.requireNonNull(deleted.getData()).toBytes()).isSameAs(batch.data());
        assertThat(deleted.getExtensionNames()).doesNotContain("reason", "outcome", "attempt");
    }

    @Test
    void an_end_that_only_a_core_event_proves_is_marked_partial_and_carries_the_run_alone() {
        byte[] json = ("{\"metadata\":{\"name\":\"a.1\",\"uid\":\"e-1\"},\"reason\":\"Succeeded\","
                        + "\"lastTimestamp\":\"2026-11-22T12:00:00Z\"}")
                .getBytes(StandardCharsets.UTF_8);
        Run bare = new KnownRun(RunKind.PIPELINE_RUN, "u", "ns", "a").bare();

        Batch batch = cloudEvents.cloudEvents(
                new Moments().moments(Change.recovered(SCOPE, bare, KubernetesEventReader.read(json, 0, json.length))));

        assertThat(new String(batch.data(), StandardCharsets.UTF_8))
                .isEqualTo("{\"pipelineRun\":{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"PipelineRun\","
                        + "\"metadata\":{\"name\":\"a\",\"namespace\":\"ns\",\"uid\":\"u\"}}}");
        assertThat(batch.entries()).hasSize(1);
        CloudEvent end = first(batch);
        assertThat(end.getId()).isEqualTo("u/successful");
        assertThat(end.getTime()).isEqualTo("2026-11-22T12:00:00Z");
        assertThat(end.getExtension("partial")).isEqualTo("true");
        assertThat(end.getExtension("outcome")).isEqualTo("success");
        assertThat(end.getExtension("reason")).isNull();
    }

    @Test
    void a_skipped_task_names_itself_and_not_the_task_that_its_run_is() {
        byte[] json =
                ("{\"metadata\":{\"name\":\"a\",\"uid\":\"u\",\"labels\":{\"tekton.dev/pipelineTask\":\"outer\"}},"
                                + "\"status\":{\"skippedTasks\":[{\"name\":\"deploy\",\"reason\":\"Parent Tasks were skipped\"}]}}")
                        .getBytes(StandardCharsets.UTF_8);

        Batch batch = cloudEvents.cloudEvents(proof(RunReader.read(RunKind.PIPELINE_RUN, json, 0, json.length), false));

        assertThat(first(batch).getExtension("pipelinetask")).isEqualTo("outer");
        CloudEvent skipped = last(batch);
        assertThat(skipped.getId()).isEqualTo("u/taskskipped/deploy");
        assertThat(skipped.getExtension("pipelinetask")).isEqualTo("deploy");
        assertThat(skipped.getExtension("reason")).isEqualTo("Parent Tasks were skipped");
        assertThat(skipped.getTime()).isEqualTo(NOW.atOffset(ZoneOffset.UTC));
    }

    @Test
    void ids_stay_short_and_plain_whatever_a_file_calls_things() {
        String hostile = "\\u0000a/../b\\r\\nHost: evil\\ud800" + "x".repeat(100_000);

        Batch batch = cloudEvents.cloudEvents(proof(
                run("{\"metadata\":{\"name\":\"a\",\"uid\":\"" + hostile + "\"},\"status\":{\"steps\":["
                        + "{\"name\":\"" + hostile
                        + "\",\"terminated\":{\"exitCode\":0,\"startedAt\":\"2026-11-22T12:00:00Z\"}},"
                        + "{\"name\":\"" + hostile + "\",\"terminated\":{\"exitCode\":0}}]}}"),
                false));

        assertThat(batch.entries())
                .hasSize(6)
                .extracting(entry -> Objects.requireNonNull(entry.event()).getId())
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("~[0-9a-f]{16}/[a-z]+(/0/~[0-9a-f]{16}(~1)?)?"));
        assertThat(String.valueOf(last(batch).getExtension("step")))
                .startsWith("a/../b")
                .hasSizeLessThan(257);
    }

    private static Proof proof(Run run, boolean silent) {
        return new Moments().moments(Change.ofRun(SCOPE, Change.Type.MODIFIED, silent, run));
    }

    private static Run recorded() throws IOException {
        byte[] bytes = resource("/runs/taskrun-retried.json");
        return RunReader.read(RunKind.TASK_RUN, bytes, 0, bytes.length);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = CloudEventsTest.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private static Run run(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return RunReader.read(RunKind.TASK_RUN, bytes, 0, bytes.length);
    }

    private static CloudEvent first(Batch batch) {
        return Objects.requireNonNull(batch.entries().get(0).event());
    }

    private static CloudEvent last(Batch batch) {
        return Objects.requireNonNull(
                batch.entries().get(batch.entries().size() - 1).event());
    }
}
