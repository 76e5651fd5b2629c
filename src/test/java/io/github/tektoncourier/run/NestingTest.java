package io.github.tektoncourier.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NestingTest {

    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"a":1}                                   | {"a":1}
            {"a":{"b":1}}                             | {"a":{"b":1}}
            {"a":{"b":{"c":1}}}                       | {"a":{}}
            {"a":{"b":{"c":1},"d":2}}                 | {"a":{"d":2}}
            {"a":{"d":2,"b":{"c":1}}}                 | {"a":{"d":2}}
            {"a":{"d":2,"b":{"c":1},"e":[3],"f":4}}   | {"a":{"d":2,"f":4}}
            {"a":[[1],2,[3],[4],5,[6]],"g":[7]}       | {"a":[2,5],"g":[7]}
            {"a":[[[[]]]],"g":[[{"x":"]}"}],8]}       | {"a":[],"g":[8]}
            {"a":{"}{":{"x":"\\"}"},"d":"{["},"z":0}  | {"a":{"d":"{["},"z":0}
            """)
    void what_lies_below_the_deepest_level_is_cut_out_and_all_else_is_whole(String json, String left) {
        assertThat(cut(json, 2)).isEqualTo(left);
    }

    @Test
    void whatever_the_object_the_rest_is_as_a_parser_sees_it() throws Exception {
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            JsonNode tree = value(random, 6);
            int deepest = 1 + random.nextInt(4);
            String spaced = seed % 2 == 0 ? tree.toString() : tree.toPrettyString();

            String left = cut(spaced, deepest);

            JsonNode expected = tree.deepCopy();
            prune(expected, deepest);
            assertThat(JSON.readTree(left)).as("seed %d: %s", seed, spaced).isEqualTo(expected);
        }
    }

    @Test
    void bytes_that_are_no_json_end_it_and_nothing_else() {
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append("{}[],:\"\\ a1".charAt(random.nextInt(11)));
            }

            assertThat(cut(text.toString(), 1 + random.nextInt(3)).length()).isLessThanOrEqualTo(text.length());
        }
    }

    private static String cut(String json, int deepest) {
        byte[] bytes = ("xx" + json + "yy").getBytes(UTF_8);
        return new String(Nesting.cut(bytes, 2, bytes.length - 4, deepest), UTF_8);
    }

    private static JsonNode value(Random random, int depth) {
        if (depth == 0 || (depth < 6 && random.nextInt(3) == 0)) {
            return JSON.getNodeFactory()
                    .textNode(List.of("", "a,b", "{[", "\\\"", "ü😀", "]}").get(random.nextInt(6)));
        }
        if (random.nextBoolean()) {
            ArrayNode array = JSON.createArrayNode();
            for (int i = random.nextInt(4); i > 0; i--) {
                array.add(value(random, depth - 1));
            }
            return array;
        }
        ObjectNode object = JSON.createObjectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            object.set("k\"{" + i, value(random, depth - 1));
        }
        return object;
    }

    private static void prune(JsonNode node, int levels) {
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            names.stream()
                    .filter(name -> levels == 1 && object.get(name).isContainerNode())
                    .forEach(object::remove);
        } else if (node instanceof ArrayNode array) {
            for (int i = array.size() - 1; i >= 0; i--) {
                if (levels == 1 && array.get(i).isContainerNode()) {
                    array.remove(i);
                }
            }
        }
        node.forEach(child -> prune(child, levels - 1));
    }

    @ParameterizedTest
    @CsvSource({"1, false", "890, false", "895, true", "2000, true"})
    void a_snapshot_that_was_cut_is_known_as_such_when_it_is_read_again(int levels, boolean trimmed) {
        String deep = "[".repeat(levels) + "\"}]\"" + "]".repeat(levels);
        byte[] object =
                ("{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"a\",\"uid\":\"u\"},"
                                + "\"spec\":{\"params\":[{\"name\":\"p\",\"value\":[{\"x\":" + deep + "}]}]}}")
                        .getBytes(StandardCharsets.UTF_8);
        Run run = RunReader.read(RunKind.TASK_RUN, object, 0, object.length);

        Run again = RunReader.readStored(RunKind.TASK_RUN, run.json());

        assertThat(again.trimmed()).isEqualTo(run.trimmed()).isEqualTo(trimmed);
    }
}
