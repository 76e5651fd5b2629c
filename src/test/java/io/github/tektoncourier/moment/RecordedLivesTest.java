package io.github.tektoncourier.moment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever Tekton's own controllers told of a run, the moments of its snapshots contain. */
class RecordedLivesTest {

    private static final Instant CREATED = Instant.parse("2026-11-22T12:27:16Z");
    private static final Set<String> PENDING = Set.of("TaskRunPending", "PipelineRunPending");

    @TestFactory
    Stream<DynamicTest> every_case_proves_what_tekton_sends() throws IOException {
        JsonNode cases = SharedData.read("tekton-cases.json");
        return stream(cases)
                .filter(one -> one.hasNonNull("run"))
                .map(one -> dynamicTest(one.get("name").asText(), () -> {
                    RunKind kind = RunKind.of(one.get("kind").asText()).orElseThrow();
                    ObjectNode object = one.get("run").deepCopy();
                    // Some come from tests of Tekton that never gave their runs a name.
                    object.withObject("/metadata").put("uid", "u").put("name", "a");

                    List<Moment> moments = Snapshots.told(Snapshots.run(kind, object));

                    assertThat(moments).extracting(Moment::type).containsAll(texts(one.get("expectedTypes")));
                    assertThat(moments).extracting(Moment::key).doesNotHaveDuplicates();
                }));
    }

    @TestFactory
    Stream<DynamicTest> every_life_tells_what_tekton_told_in_that_order_and_nothing_twice() throws IOException {
        return stream(SharedData.read("tekton-sequences.json").get("runs"))
                .map(life -> dynamicTest(life.get("name").asText(), () -> {
                    Map<String, String> told = new LinkedHashMap<>();
                    for (Run state : states(life)) {
                        for (Moment moment : Snapshots.told(state)) {
                            told.putIfAbsent(moment.key(), moment.type());
                        }
                    }

                    List<String> byTekton = stream(life.get("cloudEvents"))
                            .map(e -> e.get("type").asText())
                            .toList();

                    assertThat(told.values()).containsSubsequence(byTekton);
                }));
    }

    @TestFactory
    Stream<DynamicTest> the_last_state_alone_proves_every_lasting_moment() throws IOException {
        return stream(SharedData.read("tekton-sequences.json").get("runs"))
                .map(life -> dynamicTest(life.get("name").asText(), () -> {
                    List<Run> states = states(life);

                    List<String> last = Snapshots.keys(states.get(states.size() - 1));

                    for (Run state : states) {
                        assertThat(last).containsAll(Lasting.keys(state));
                    }
                }));
    }

    /** Each stored condition with what the final status had by then; the final status itself is the last state. */
    private static List<Run> states(JsonNode life) {
        RunKind kind = RunKind.of(life.get("kind").asText()).orElseThrow();
        List<JsonNode> stored = stream(life.get("states"))
                .filter(state -> state.has("condition"))
                .toList();
        List<Run> states = new ArrayList<>();
        int attempts = 0;
        for (JsonNode state : stored) {
            ObjectNode object = Snapshots.object(
                    kind, life.get("name").asText(), life.get("uid").asText());
            if (state == stored.get(stored.size() - 1)) {
                object.set("status", life.get("finalStatus"));
            } else if (!state.get("condition").isNull()) {
                attempts += reason(state).equals("ToBeRetried") ? 1 : 0;
                object.set("status", status(life.get("finalStatus"), state, attempts));
            }
            states.add(Snapshots.run(kind, object));
        }
        return states;
    }

    private static ObjectNode status(JsonNode last, JsonNode state, int attempts) {
        ObjectNode status = Snapshots.JSON.createObjectNode();
        ObjectNode condition = status.putArray("conditions").addObject();
        condition.setAll((ObjectNode) state.get("condition"));
        long millis = (long) (state.get("t").asDouble() * 1000);
        condition
                .put("type", "Succeeded")
                .put("lastTransitionTime", CREATED.plusMillis(millis).toString());
        if (!PENDING.contains(reason(state)) && last.has("startTime")) {
            status.set("startTime", last.get("startTime"));
        }
        if (reason(state).equals("Running") && last.has("childReferences")) {
            status.set("childReferences", last.get("childReferences"));
        }
        for (int i = 0; i < attempts; i++) {
            status.withArray("retriesStatus").add(last.get("retriesStatus").get(i));
        }
        return status;
    }

    private static String reason(JsonNode state) {
        return state.get("condition").path("reason").asText();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static List<String> texts(JsonNode array) {
        return stream(array).map(JsonNode::asText).toList();
    }
}
