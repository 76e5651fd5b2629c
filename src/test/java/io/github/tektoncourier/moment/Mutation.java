package io.github.tektoncourier.moment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Spoils an object on its way: wrong types, missing fields, too much of everything, and bytes that flip. */
public final class Mutation {

    private static final int LABELS = 10_000;
    private static final int LEVELS = 200;
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\u0000\u0007\u001b[31m",
            "\ud800",
            "\udc00x\ud83d",
            "a/b/../c",
            "~0123456789abcdef",
            "\uffff\ufdd0\u0085\u2028",
            "9999-12-31T23:59:59.999999999Z",
            "10000-01-01T00:00:00Z",
            "0000-00-00T00:00:00Z",
            "Skipped",
            "Continued",
            "True",
            "False",
            "Unknown",
            "x".repeat(100_000));

    private final Random random;

    private Mutation(Random random) {
        this.random = random;
    }

    /** Always the same for one seed. */
    public static byte[] of(ObjectNode sound, long seed) {
        Mutation mutation = new Mutation(new Random(seed));
        ObjectNode object = sound.deepCopy();
        for (int i = 1 + mutation.random.nextInt(4); i > 0; i--) {
            mutation.spoil(object);
        }
        return mutation.random.nextInt(4) == 0 ? mutation.flipped(bytes(object)) : bytes(object);
    }

    private void spoil(ObjectNode object) {
        List<JsonNode> inner = new ArrayList<>();
        gather(object, inner);
        JsonNode at = inner.get(random.nextInt(inner.size()));
        if (at instanceof ObjectNode here) {
            List<String> names = new ArrayList<>();
            here.fieldNames().forEachRemaining(names::add);
            String name = names.isEmpty() ? "name" : names.get(random.nextInt(names.size()));
            if (random.nextInt(3) == 0) {
                here.remove(name);
            } else {
                here.set(name, anything(here));
            }
        } else if (at instanceof ArrayNode list) {
            list.insert(random.nextInt(list.size() + 1), anything(list));
        }
    }

    private JsonNode anything(JsonNode here) {
        return switch (random.nextInt(12)) {
            case 0 -> here.deepCopy();
            case 1 -> Snapshots.JSON.getNodeFactory().nullNode();
            case 2 -> Snapshots.JSON.getNodeFactory().booleanNode(random.nextBoolean());
            case 3 -> Snapshots.JSON.getNodeFactory().numberNode(random.nextInt());
            case 4 -> Snapshots.JSON.getNodeFactory().numberNode(BigInteger.TEN.pow(random.nextInt(900)));
            case 5 -> Snapshots.JSON.getNodeFactory().numberNode(new BigDecimal("-1E+999999"));
            case 6 -> nested();
            case 7 -> random.nextInt(20) == 0 ? labels() : Snapshots.JSON.createObjectNode();
            default -> Snapshots.JSON.getNodeFactory().textNode(TEXTS.get(random.nextInt(TEXTS.size())));
        };
    }

    private static ObjectNode labels() {
        ObjectNode labels = Snapshots.JSON.createObjectNode();
        for (int i = 0; i < LABELS; i++) {
            labels.put("tekton.dev/l" + i, "v" + i);
        }
        return labels;
    }

    private static JsonNode nested() {
        ObjectNode root = Snapshots.JSON.createObjectNode();
        JsonNode at = root;
        for (int i = 0; i < LEVELS; i++) {
            at = i % 2 == 0 ? ((ObjectNode) at).putArray("steps") : ((ArrayNode) at).addObject();
        }
        return root;
    }

    private byte[] flipped(byte[] bytes) {
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static void gather(JsonNode node, List<JsonNode> inner) {
        if (node.isContainerNode()) {
            inner.add(node);
            node.forEach(child -> gather(child, inner));
        }
    }

    /** Jackson refuses to write lone surrogates, but a file may spell them out. */
    private static byte[] bytes(ObjectNode object) {
        try {
            return Snapshots.JSON
                    .writer()
                    .with(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .writeValueAsString(object)
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
