package io.github.tektoncourier.cel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Expressions over an event: the table is {@code cel/expressions.yaml}. */
class CelProgramTest {

    private static final String RUN =
            """
            {"taskRun": {"apiVersion": "tekton.dev/v1", "kind": "TaskRun",
              "metadata": {"name": "build-1", "labels": {"team": "a", "tekton.dev/task": "build"},
                "annotations": {"quoted": "a \\"b\\" \\\\ \\u00fc \\ud83d\\ude00"}},
              "spec": {"params": [{"name": "revision", "value": "main"}, {"name": "tags", "value": ["x", "y"]}],
                "retries": 2, "timeout": null},
              "status": {"conditions": [{"type": "Succeeded", "status": "False", "reason": "Failed", "message": "step exit 137"}],
                "steps": [{"name": "a", "terminated": {"exitCode": 0}}, {"name": "b", "terminated": {"exitCode": 137}}]}}}
            """;

    private static final Map<String, String> ATTRIBUTES = Map.of(
            "id", "4ccb4f01/failed",
            "source", "/apis/tekton.dev/v1/namespaces/team-a/taskruns/build-1",
            "type", "dev.tekton.event.taskrun.failed.v1",
            "subject", "build-1",
            "time", "2026-11-30T08:00:00Z",
            "namespace", "team-a",
            "outcome", "failure",
            "attempt", "1");

    @ParameterizedTest
    @MethodSource("values")
    void an_expression_has_its_value(Map.Entry<String, Object> row) {
        Object value = CelProgram.compile(row.getKey()).evaluate(event(RUN));

        assertThat(value instanceof Long number ? (Object) number.intValue() : value)
                .isEqualTo(row.getValue());
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void a_condition_holds_or_not_or_says_why(Map.Entry<String, Object> row) {
        assertThat(held(row.getKey(), RUN)).contains(String.valueOf(row.getValue()));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_mistake_is_said_when_the_expression_is_compiled(Map.Entry<String, Map<String, Object>> row) {
        assertThatThrownBy(() -> CelProgram.condition(row.getKey()))
                .isInstanceOfSatisfying(CelSyntaxException.class, e -> assertThat(e.line())
                        .isEqualTo(row.getValue().getOrDefault("line", 1)))
                .hasMessageContaining(String.valueOf(row.getValue().get("says")))
                .hasMessageContaining(String.valueOf(row.getValue().get("hint")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "event.outcome == 'failure'; true",
                "event.outcome != 'failure'; true",
                "event.pipeline == ''; true",
                "event.pipeline != 'release'; true",
                "event.type.startsWith('dev.tekton') && event.type.endsWith('.failed.v1'); true",
                "event.type.startsWith('x') || event.namespace in ['team-b', 'team-a']; true",
                "!(event.namespace in ['team-b']); true",
                "event.namespace in []; true",
                "(event.kind == 'a' || event.kind == '') && !(event.outcome == 'x'); true",
                "event.attempt == 1; true",
                "event.attempt > 1 || event.exitcode != 0; true",
                "event.attempt <= 1 && event.exitcode < 1 && event.attempt >= 1; true",
                "event.type.contains('failed'); true",
                "attributes['outcome'] == 'failure'; true",
                "attributes.outcome in ['failure', 'timeout']; true",
                "attributes.outcome.startsWith('fail'); true",
                "attributes.attempt == '1'; true",
                "attributes['pipeline'] == ''; true",
                "attributes['pipeline'] != ''; true",
                "!(attributes['pipeline'] == ''); true",
                "attributes['pipeline'] == '' || event.outcome == 'failure'; true",
                "event.outcome == 'failure' || attributes['pipeline'] == ''; true",
                "!(attributes['pipeline'] == '' || event.outcome == 'x'); true",
                "!(attributes['pipeline'] == '' && event.outcome == 'x'); true",
                "!(event.outcome == 'x' && attributes['pipeline'] == ''); true",
                "attributes.pipeline in []; true",
                "'outcome' in attributes && !('pipeline' in attributes); true",
                "has(attributes.outcome); true",
                "has(attributes.pipeline); true",
                "has(event.outcome) && !has(event.pipeline); true",
                "attributes.match('Ce-Type', 'dev.tekton.event.taskrun.failed.v1'); true",
                "attributes.match('x-nowhere', ''); true",
                "attributes.match(event.type, ''); false",
                "size(attributes) == 8; false",
                "'failure' == event.outcome; false",
                "event.outcome == event.namespace; false",
                "event.outcome == 'failure' && run.metadata.name == 'build-1'; false",
                "run.metadata.name == 'build-1' && event.outcome == 'x'; false",
                "run.metadata.nothing == 'build-1' && event.outcome == 'x'; false",
                "run.metadata.name == 'build-1' && (event.outcome == 'x' || size(event.type) > 1); false",
                "event.outcome == 'failure' && run.metadata.name == 'x' && event.kind == ''; false",
                "event.type.matches('failed'); false"
            })
    void plain_java_says_of_attributes_what_the_interpreter_says(String condition, boolean plain) {
        CelProgram program = CelProgram.condition(condition);

        assertThat(program.isPlain()).isEqualTo(plain);
        assertThat(program.holds(event(RUN))).isEqualTo(program.interpreted(event(RUN)));
    }

    @Test
    void an_expression_that_does_not_read_the_run_does_not_look_for_it() {
        AtomicInteger asked = new AtomicInteger();

        boolean held = CelProgram.condition("event.type != '' && attributes.match('outcome', 'failure')")
                .holds(new Given(RUN, asked));

        assertThat(held).isTrue();
        assertThat(asked).hasValue(0);
    }

    @Test
    void a_run_that_cannot_change_the_answer_is_not_looked_for() {
        AtomicInteger asked = new AtomicInteger();
        Given event = new Given(RUN, asked);

        boolean held = CelProgram.condition(
                        "run.metadata.name == 'build-1' && event.type != '' && event.namespace == 'team-b'")
                .holds(event);

        assertThat(held).isFalse();
        assertThat(asked).hasValue(0);
    }

    @Test
    void a_body_without_a_run_is_said() {
        assertThat(held("run.metadata.name == 'a'", "{\"text\": \"own\"}")).contains("has none of taskRun");
        assertThat(held("run.metadata.name == 'a'", "plain text")).contains("no readable JSON");
        assertThat(held("run.metadata.name == 'a'", "{\"taskRun\": {\"metadata\": "))
                .contains("no readable JSON");
    }

    @Test
    void the_run_of_a_core_event_is_found_behind_it() {
        assertThat(held(
                        "run.metadata.name == 'b'",
                        "{\"event\": {\"a\": [1]}, \"customRun\": {\"metadata\": {\"name\": \"b\"}}}"))
                .isEqualTo("yes");
    }

    @Test
    void nesting_of_any_depth_is_passed_over() {
        String deep = "{\"taskRun\": {\"deep\": " + "[".repeat(200_000) + "]".repeat(200_000)
                + ", \"metadata\": {\"name\": \"b\"}}}";

        assertThat(held("run.metadata.name == 'b'", deep)).isEqualTo("yes");
    }

    @Test
    void a_pattern_that_is_a_catastrophe_elsewhere_takes_linear_time() {
        String run = "{\"taskRun\": {\"text\": \"" + "a".repeat(1_000_000) + "!\"}}";

        assertThat(held("run.text.matches('^(a+)+$')", run)).isEqualTo("no");
    }

    @Test
    void an_expression_ends_where_it_costs_too_much() {
        String run =
                "{\"taskRun\": {\"text\": \"" + "a".repeat(1_000_000) + "\", \"list\": [0" + ",0".repeat(500) + "]}}";
        String pairs = "run.list.all(x, run.list.all(y, x == y))";

        assertThat(held(pairs, run)).contains("Iteration budget exceeded");
        assertThat(held("run.list.map(x, run.text + 'b') == []", run)).contains("32 Mi characters");
        assertThat(held("run.text.replace('a', run.text) == ''", run)).contains("32 Mi characters");
        assertThat(held("run.text.replace('', run.text) == ''", run)).contains("32 Mi characters");
        assertThat(held("run.text.split('').join(run.text) == ''", run)).contains("32 Mi characters");
        assertThat(held("run.list.map(x, run.text.lowerAscii()) == []", run)).contains("32 Mi characters");
        assertThat(held("run.list.map(x, run.text.matches('b+c')) == []", run)).contains("32 Mi characters");
    }

    @Test
    void aliases_of_yaml_make_no_large_value_of_a_small_text() {
        String six = "[" + "*x,".repeat(5) + "*x]";
        String yaml = "a: &a [" + "1,".repeat(10_000) + "1]\\nb: &b " + six.replace('x', 'a') + "\\nc: &c "
                + six.replace('x', 'b') + "\\nd: " + six.replace('x', 'c');

        assertThat(held("run.yaml.parseYAML().e == 1", "{\"taskRun\": {\"yaml\": \"" + yaml + "\"}}"))
                .contains("32 Mi characters");
    }

    @Test
    void parts_of_a_text_count_as_what_they_take() {
        String run = "{\"taskRun\": {\"text\": \"" + "a,".repeat(500_000) + "\"}}";

        assertThat(held("run.text.split(',') == []", run)).contains("32 Mi characters");
    }

    @Test
    void a_number_without_end_is_no_number() {
        assertThat(held("run.n == 1", "{\"taskRun\": {\"n\": " + "9".repeat(500_000) + "}}"))
                .contains("no readable JSON");
    }

    private static String held(String condition, String body) {
        try {
            return CelProgram.condition(condition).holds(event(body)) ? "yes" : "no";
        } catch (CelFailedException e) {
            return e.getMessage();
        }
    }

    private static CelEvent event(String body) {
        return new Given(body, new AtomicInteger());
    }

    private record Given(String body, AtomicInteger asked) implements CelEvent {
        @Override
        public String attribute(String name) {
            return ATTRIBUTES.get(name);
        }

        @Override
        public Object run() {
            asked.incrementAndGet();
            return RunData.run(body.getBytes(UTF_8));
        }
    }

    static Stream<Map.Entry<String, Object>> values() {
        return rows("values");
    }

    static Stream<Map.Entry<String, Object>> conditions() {
        return rows("conditions");
    }

    static Stream<Map.Entry<String, Object>> mistakes() {
        return rows("mistakes");
    }

    private static Stream<Map.Entry<String, Object>> rows(String name) {
        try (InputStream in = CelProgramTest.class.getResourceAsStream("/cel/expressions.yaml")) {
            Map<String, Map<String, Object>> table = new YAMLMapper().readValue(in, new TypeReference<>() {});
            return table.get(name).entrySet().stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
