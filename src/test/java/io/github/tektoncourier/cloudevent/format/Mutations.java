package io.github.tektoncourier.cloudevent.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Data as no API server would store it: bytes turned, values of other types. */
final class Mutations {

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1e400",
            "\"\"",
            "\"x\"",
            "[]",
            "{}",
            "[null]",
            "[[1]]",
            "{\"a\":null}",
            "\"60m\"");

    private Mutations() {}

    static byte[] bytes(byte[] data, Random random) {
        byte[] out = data.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            out[random.nextInt(out.length)] = (byte) random.nextInt(256);
        }
        return out;
    }

    static byte[] tree(JsonNode data, Random random) throws IOException {
        JsonNode out = data.deepCopy();
        for (int i = random.nextInt(4); i >= 0; i--) {
            replaceOne(out, random);
        }
        return Told.JSON.writeValueAsBytes(out);
    }

    private static void replaceOne(JsonNode root, Random random) throws IOException {
        List<JsonNode> containers = new ArrayList<>();
        collect(root, containers);
        JsonNode chosen = containers.get(random.nextInt(containers.size()));
        JsonNode value = Told.JSON.readTree(VALUES.get(random.nextInt(VALUES.size())));
        if (chosen instanceof ArrayNode array && !array.isEmpty()) {
            array.set(random.nextInt(array.size()), value);
        } else if (chosen instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            object.set(names.get(random.nextInt(names.size())), value);
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }
}
