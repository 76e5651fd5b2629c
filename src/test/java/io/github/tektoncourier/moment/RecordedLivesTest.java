package io.github.tektoncourier.moment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whatever Tekton's own controllers told of a run, the moments of its snapshots contain. */
class RecordedLivesTest {

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

    @Test
    void there_are_eighteen_recorded_lives() throws IOException {
        assertThat(lives()).hasSize(18);
    }

    @TestFactory
    Stream<DynamicTest> every_life_tells_what_tekton_told_in_that_order_and_nothing_twice() throws IOException {
        return lives().stream()
                .map(life -> dynamicTest(
                        life.name(), () -> assertThat(told(life).values()).containsSubsequence(life.byTekton())));
    }

    @TestFactory
    Stream<DynamicTest> every_life_tells_exactly_these_moments_tektons_and_ours() throws IOException {
        JsonNode expected = new YAMLMapper().readTree(getClass().getResource("/moments/recorded-lives.yaml"));
        return lives().stream()
                .map(life -> dynamicTest(life.name(), () -> assertThat(told(life).keySet().stream()
                                .map(key -> key.replaceAll("unknown/([0-9]+)/.*", "unknown/$1"))
                                .toList())
                        .isEqualTo(texts(expected.get(life.name())))));
    }

    @TestFactory
    Stream<DynamicTest> the_last_state_alone_proves_every_lasting_moment_with_the_same_id() throws IOException {
        return lives().stream()
                .map(life -> dynamicTest(life.name(), () -> {
                    List<Run> states = life.states();

                    List<String> last = Snapshots.keys(states.get(states.size() - 1));

                    for (Run state : states) {
                        assertThat(last).containsAll(Lasting.keys(state));
                    }
                }));
    }

    /** Key to type of all that its states tell, first sight first. */
    private static Map<String, String> told(RecordedLife life) {
        Map<String, String> told = new LinkedHashMap<>();
        List<Run> states = life.states();
        for (Run state : states) {
            Snapshots.told(state).forEach(moment -> told.putIfAbsent(moment.key(), moment.type()));
        }
        if (life.wasDeleted()) {
            Change gone = Change.ofRun(Snapshots.SCOPE, Change.Type.DELETED, false, states.get(states.size() - 1));
            new Moments().moments(gone).moments().forEach(moment -> told.putIfAbsent(moment.key(), moment.type()));
        }
        return told;
    }

    private static List<RecordedLife> lives() throws IOException {
        return RecordedLife.all(SharedData.read("tekton-sequences.json"));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static List<String> texts(JsonNode array) {
        return stream(array).map(JsonNode::asText).toList();
    }
}
