package io.github.tektoncourier.cloudevent.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.tektoncourier.cloudevent.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TektonV1Test {
    /** With {@code mvn test -Pfuzz} it is many more. */
    private static final int MUTATIONS = Integer.getInteger("courier.inputs", 4_000);

    private static final Format FORMAT = new TektonV1();

    /** Input and payload side by side, for what the goldens do not show. */
    @TestFactory
    List<DynamicTest> the_payload_is_what_tektons_types_write() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode row : new YAMLMapper().readTree(getClass().getResource("/formats/tektonv1.yaml"))) {
            tests.add(DynamicTest.dynamicTest(row.path("name").asText(), () -> {
                List<EventMessage> events = Told.in(FORMAT, row.path("run"));

                JsonNode last = Told.data(events.get(events.size() - 1));
                row.path("payload").properties().forEach(expected -> assertThat(
                                last.path(row.path("root").asText()).at(expected.getKey()))
                        .as(expected.getKey())
                        .isEqualTo(expected.getValue()));
                row.path("absent")
                        .forEach(path -> assertThat(last.path(row.path("root").asText())
                                        .at(path.asText())
                                        .isMissingNode())
                                .as(path.asText())
                                .isTrue());
            }));
        }
        return tests;
    }

    /** What Tekton's own code built of the same runs, as JSON equal: no exceptions are listed. */
    @TestFactory
    List<DynamicTest> every_golden_event_is_met() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode row : cases()) {
            if (row.path("run").isObject()) {
                tests.add(DynamicTest.dynamicTest(row.path("name").asText(), () -> meetsGolden(row)));
            }
        }
        return tests;
    }

    private static Iterable<JsonNode> cases() throws IOException {
        Optional<java.nio.file.Path> whole = Told.shared("tekton-cases.json");
        return whole.isPresent()
                ? Told.JSON.readTree(whole.get().toFile())
                : Told.JSON.readTree(TektonV1Test.class.getResource("/moments/tekton-cases.json"));
    }

    private static void meetsGolden(JsonNode row) throws IOException {
        List<EventMessage> events = Told.in(FORMAT, row.path("run"));

        assertThat(events)
                .extracting(event -> event.get("type"))
                .containsAll(Told.JSON.convertValue(row.path("expectedTypes"), List.class));
        JsonNode golden = row.path("golden");
        if (golden.isObject()) {
            EventMessage last = events.stream()
                    .filter(event ->
                            event.get("type").equals(golden.path("type").asText()))
                    .reduce((a, b) -> b)
                    .orElseThrow();
            ObjectNode ours = Told.JSON.valueToTree(last.attributes());
            ours.set("data", Told.data(last));
            ours.remove(List.of("id", "time"));
            assertThat(ours).isEqualTo(withoutWhatWeLeaveOut(golden));
        }
    }

    private static JsonNode withoutWhatWeLeaveOut(JsonNode golden) {
        JsonNode event = golden.deepCopy();
        event.path("data").forEach(run -> ((ObjectNode) run.path("metadata")).remove("managedFields"));
        return event;
    }

    @Test
    void attributes_are_tektons_and_only_the_id_is_ours() throws IOException {
        JsonNode run = Told.JSON.readTree(
                """
                {"apiVersion":"tekton.dev/v1","kind":"TaskRun","metadata":{"name":"build","namespace":"ci","uid":"u1",
                 "creationTimestamp":"2026-01-01T00:00:00Z"},"spec":{},"status":{}}
                """);

        EventMessage event = Told.in(FORMAT, run).get(0);

        assertThat(event.attributes())
                .isEqualTo(Map.of(
                        "specversion", "1.0",
                        "id", "u1/queued",
                        "source", "/apis/tekton.dev/v1/namespaces/ci/TaskRun/build",
                        "type", "dev.tekton.event.taskrun.queued.v1",
                        "subject", "build",
                        "time", "2026-01-01T00:00:00Z",
                        "datacontenttype", "application/json"));
    }

    @Test
    void what_tekton_never_sent_is_filtered() {
        EventMessage coreEvent = new EventMessage(
                Map.of("id", "u/kubernetesevent/e/1", "type", "io.github.tektoncourier.taskrun.kubernetesevent.v1"),
                "{\"event\":{},\"taskRun\":{\"kind\":\"TaskRun\"}}".getBytes(StandardCharsets.UTF_8));
        EventMessage step = new EventMessage(
                Map.of("id", "u/stepfinished/0/a", "type", "io.github.tektoncourier.taskrun.stepfinished.v1"),
                new byte[0]);

        assertThat(FORMAT.format(coreEvent)).isEmpty();
        assertThat(FORMAT.format(step)).isEmpty();
    }

    @Test
    void an_event_of_tektons_that_holds_no_run_is_refused_for_good_and_not_dropped() {
        for (String data :
                List.of("", "{", "[]", "{\"taskRun\":null}", "{\"other\":{}}", "\u0000", "{\"taskRun\":[]}")) {
            EventMessage event = new EventMessage(
                    Map.of("id", "u/failed\n", "type", "dev.tekton.event.taskrun.failed.v1"),
                    data.getBytes(StandardCharsets.UTF_8));

            assertThatThrownBy(() -> FORMAT.format(event))
                    .as(data)
                    .isInstanceOf(FormatException.class)
                    .hasMessageContaining("\"u/failed\\u000a\"")
                    .satisfies(e -> assertThat(((Refusal) e).forGood()).isTrue());
        }
    }

    @Test
    void lone_surrogates_and_long_numbers_come_through() throws IOException {
        byte[] data =
                ("{\"taskRun\":{\"kind\":\"TaskRun\",\"apiVersion\":\"tekton.dev/v1\",\"metadata\":{\"name\":\"x\","
                                + "\"labels\":{\"a\":\"\\ud800\"}},\"spec\":{\"taskSpec\":{\"volumes\":[1.50,1e400,"
                                + "9".repeat(2_000) + "]}}}}")
                        .getBytes(StandardCharsets.UTF_8);
        EventMessage event =
                new EventMessage(Map.of("id", "u/queued", "type", "dev.tekton.event.taskrun.queued.v1"), data);

        String out = new String(FORMAT.format(event).orElseThrow().data(), StandardCharsets.UTF_8);

        assertThat(out).containsIgnoringCase("\\ud800").contains("[1.50,1E+400," + "9".repeat(2_000));
    }

    /** Whatever has become of an event's data: it is converted, filtered or refused, and nothing else happens. */
    @Test
    void mutated_data_never_ends_in_another_exception() throws IOException {
        byte[] run =
                getClass().getResourceAsStream("/runs/taskrun-retried.json").readAllBytes();
        byte[] whole =
                ("{\"taskRun\":" + new String(run, StandardCharsets.UTF_8) + "}").getBytes(StandardCharsets.UTF_8);
        JsonNode tree = Told.JSON.readTree(whole);
        Random random = new Random(7);
        Format cdEvents = new CdEvents(new RunLinks(null, null));
        int converted = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] data = i % 2 == 0 ? Mutations.bytes(whole, random) : Mutations.tree(tree, random);
            EventMessage event = new EventMessage(
                    Map.of("id", "u/failed", "type", "dev.tekton.event.taskrun.failed.v1", "namespace", "shop"), data);
            for (Format format : List.of(FORMAT, cdEvents)) {
                try {
                    Told.JSON.readTree(format.format(event).orElseThrow().data());
                    converted++;
                } catch (FormatException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
        }
        assertThat(converted).isGreaterThan(MUTATIONS);
    }
}
