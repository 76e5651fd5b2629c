package io.github.tektoncourier.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.v1.CloudEventBuilder;
import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.cloudevent.CloudEvents;
import io.github.tektoncourier.cloudevent.StructuredJson;
import io.github.tektoncourier.moment.Moments;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.InMemoryKnown;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The schemas and what applies them bite. */
class EventSchemasTest {

    /** What is broken here on purpose fails no test. */
    @AfterEach
    void forget() {
        EveryEvent.drain();
    }

    @Test
    void an_event_of_a_recorded_run_keeps_its_schemas() throws IOException {
        assertThat(EventSchemas.problems(event())).isEmpty();
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                broken("an attribute that nobody promised", event -> event.put("severity", "high"), "severity"),
                broken("no run's UID", event -> event.remove("runuid"), "runuid"),
                broken("an id that does not name the moment", event -> event.put("id", "u/queued"), "id"),
                broken(
                        "another type's schema",
                        event -> event.put("dataschema", "urn:io.github.tektoncourier:schema:x"),
                        "dataschema"),
                broken("an end without an outcome", event -> event.remove("outcome"), "outcome"),
                broken("a failure that calls itself a success", event -> event.put("outcome", "success"), "outcome"),
                broken("a step where there is none", event -> event.put("step", "clone"), "step"),
                broken("an empty extension", event -> event.put("pipeline", ""), "pipeline"),
                broken("a short sequence", event -> event.put("sequence", "42"), "sequence"),
                broken("an extension that is false", event -> event.put("replay", "false"), "replay"),
                broken("a time that is none", event -> event.put("time", "yesterday"), "time"),
                broken("another source", event -> event.put("source", "/apis/tekton.dev/v1/taskruns/a"), "source"),
                broken("a second root key", event -> data(event).putObject("pipelineRun"), "pipelineRun"),
                broken("no data", event -> event.remove("data"), "data"),
                broken("a run without UID", event -> at(event, "/metadata").remove("uid"), "uid"),
                broken(
                        "a run without namespace",
                        event -> at(event, "/metadata").remove("namespace"),
                        "namespace"),
                broken("a run without name", event -> at(event, "/metadata").remove("name"), "name"),
                broken("a run without version", event -> at(event, "").remove("apiVersion"), "apiVersion"),
                broken("managed fields", event -> at(event, "/metadata").putArray("managedFields"), "managedFields"),
                broken("labels that are a list", event -> at(event, "/metadata").putArray("labels"), "labels"),
                broken(
                        "a failure without its condition",
                        event -> at(event, "/status").putArray("conditions"),
                        "conditions"),
                broken("no status at all", event -> at(event, "").remove("status"), "status"),
                broken("an exit code in words", event -> step(event).put("exitCode", "one"), "exitCode"),
                broken("a step that ended at no time", event -> step(event).put("finishedAt", "late"), "finishedAt"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void a_broken_event_is_told_and_where(String what, Consumer<ObjectNode> breaks, String where) throws IOException {
        ObjectNode event = event();

        breaks.accept(event);

        assertThat(EventSchemas.problems(event)).anyMatch(problem -> problem.contains(where));
        assertThatThrownBy(() -> EventSchemas.check(event)).hasMessageContaining("breaks its schema");
    }

    @Test
    void what_is_partial_or_trimmed_may_lack_what_others_have() throws IOException {
        ObjectNode partial = event().put("partial", "true");
        partial.remove("outcome");
        at(partial, "").remove("spec");
        at(partial, "").remove("status");
        ObjectNode trimmed = event().put("trimmed", "true");
        at(trimmed, "").remove("spec");
        at(trimmed, "/status").retain("conditions");

        assertThat(EventSchemas.problems(partial)).isEmpty();
        assertThat(EventSchemas.problems(trimmed)).isEmpty();
    }

    @Test
    void whatever_is_built_in_a_test_is_held_against_its_schemas() throws IOException {
        CloudEvent event = made();

        CloudEvent broken =
                new CloudEventBuilder(event).withExtension("severity", "high").build();

        assertThat(broken.getId()).isEqualTo(event.getId());
        assertThat(EveryEvent.drain()).singleElement().asString().contains("severity");
    }

    @Test
    void whatever_a_receiver_gets_is_held_against_its_schemas() throws IOException {
        Map<String, List<String>> headers = new TreeMap<>();
        ObjectNode event = event();
        event.properties()
                .forEach(attribute -> headers.put(
                        "Ce-" + attribute.getKey(), List.of(attribute.getValue().asText())));
        headers.remove("Ce-data");
        headers.put("Content-Type", List.of("application/json"));
        byte[] data = event.path("data").toString().getBytes(StandardCharsets.UTF_8);

        OnTheWire.delivered(headers, data);
        assertThat(EveryEvent.drain()).isEmpty();

        headers.put("Ce-subject", List.of(""));
        OnTheWire.delivered(headers, data);
        headers.remove("Ce-sequence");
        OnTheWire.delivered(headers, data);

        assertThat(EveryEvent.drain())
                .satisfiesExactly(
                        first -> assertThat(first).contains("subject").doesNotContain("without a sequence"),
                        second -> assertThat(second).contains("subject").contains("without a sequence"));
    }

    @Test
    void an_object_that_no_api_server_stores_leaves_only_the_attributes_to_check() throws IOException {
        ObjectNode stored = event();
        ObjectNode made = event();
        at(made, "/status").put("steps", "none");

        assertThat(StoredObjects.accept(stored)).isTrue();
        assertThat(StoredObjects.accept(made)).isFalse();
    }

    private static Arguments broken(String what, Consumer<ObjectNode> breaks, String where) {
        return Arguments.of(what, breaks, where);
    }

    private static ObjectNode event() throws IOException {
        return ((ObjectNode) EventSchemas.json(StructuredJson.encode(made()))).put("sequence", "00000000000000000042");
    }

    private static CloudEvent made() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(EventSchemasTest.class.getResourceAsStream("/docs/taskrun-failed.json"))) {
            byte[] bytes = in.readAllBytes();
            Change change = Change.ofRun(
                    new Scope("c", "taskruns", "", ""),
                    Change.Type.MODIFIED,
                    false,
                    RunReader.read(RunKind.TASK_RUN, bytes, 0, bytes.length));
            return new CloudEvents("", new InMemoryKnown())
                    .cloudEvents(new Moments().moments(change)).entries().stream()
                            .map(Batch.Entry::event)
                            .filter(Objects::nonNull)
                            .filter(event -> event.getType().endsWith(".failed.v1"))
                            .findFirst()
                            .orElseThrow();
        }
    }

    private static ObjectNode data(JsonNode event) {
        return (ObjectNode) event.get("data");
    }

    private static ObjectNode at(JsonNode event, String path) {
        return (ObjectNode) event.at("/data/taskRun" + path);
    }

    private static ObjectNode step(JsonNode event) {
        return (ObjectNode) event.at("/data/taskRun/status/steps/0/terminated");
    }
}
