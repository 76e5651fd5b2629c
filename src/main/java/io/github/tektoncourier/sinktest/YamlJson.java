package io.github.tektoncourier.sinktest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads JSON that a test expects, as YAML has it. */
final class YamlJson {

    /** Numbers keep their digits, so that a large one is not taken for its neighbour. */
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final int DEEPEST = 200;
    /** More than any body has; aliases can make any number. */
    private static final int MOST_NODES = 500_000;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private int nodes;

    private YamlJson() {}

    /**
     * The JSON of a node. A text that is a JSON object or list is read as such.
     *
     * @throws IllegalArgumentException when it nests too deeply or grows too large, or a key is no text
     */
    static JsonNode of(Node node) {
        JsonNode json = new YamlJson().of(node, 0);
        if (json.isTextual()) {
            try {
                JsonNode inside = MAPPER.readTree(json.textValue());
                return inside.isContainerNode() ? inside : json;
            } catch (JsonProcessingException e) {
                return json;
            }
        }
        return json;
    }

    private JsonNode of(Node node, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("it is more than " + DEEPEST + " levels deep, or holds itself");
        }
        if (++nodes > MOST_NODES) {
            throw new IllegalArgumentException("it grows to more than " + MOST_NODES + " values");
        }
        if (node instanceof SequenceNode list) {
            ArrayNode array = NODES.arrayNode();
            list.getValue().forEach(one -> array.add(of(one, depth + 1)));
            return array;
        }
        if (node instanceof MappingNode map) {
            ObjectNode object = NODES.objectNode();
            for (NodeTuple tuple : map.getValue()) {
                if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                    throw new IllegalArgumentException("a key in it is no text");
                }
                object.set(key.getValue(), of(tuple.getValueNode(), depth + 1));
            }
            return object;
        }
        return node instanceof ScalarNode scalar ? scalar(scalar) : NODES.nullNode();
    }

    private static JsonNode scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.NULL)) {
            return NODES.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return NODES.booleanNode(Boolean.parseBoolean(text));
        }
        boolean number = tag.equals(Tag.INT) || tag.equals(Tag.FLOAT);
        // 0x1f, 0o17 and .inf are no numbers of JSON.
        return number && text.matches("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d{1,3})?")
                ? NODES.numberNode(new BigDecimal(text))
                : NODES.textNode(text);
    }
}
