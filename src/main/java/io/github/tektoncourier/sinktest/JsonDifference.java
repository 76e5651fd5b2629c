package io.github.tektoncourier.sinktest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * The first place in which JSON is not what is expected.
 *
 * @param path as {@code $.taskRun.metadata.name}
 * @param words what is wrong there
 */
record JsonDifference(String path, String words) {

    private static final int SHOWN = 200;

    /**
     * Compares; empty where nothing differs.
     *
     * @param part whether objects may have more members, and lists more items between those expected. Then an expected
     *     null also stands for a member that is missing
     */
    static Optional<JsonDifference> first(JsonNode expected, JsonNode actual, boolean part) {
        return first("$", expected, actual, part);
    }

    private static Optional<JsonDifference> first(String path, JsonNode expected, JsonNode actual, boolean part) {
        if (expected.isObject() && actual.isObject()) {
            return ofObject(path, expected, actual, part);
        }
        if (expected.isArray() && actual.isArray()) {
            return part ? ofPart(path, expected, actual) : ofList(path, expected, actual);
        }
        return same(expected, actual)
                ? Optional.empty()
                : Optional.of(new JsonDifference(path, "expected " + shown(expected) + ", came " + shown(actual)));
    }

    private static Optional<JsonDifference> ofObject(String path, JsonNode expected, JsonNode actual, boolean part) {
        for (Map.Entry<String, JsonNode> member : expected.properties()) {
            JsonNode other = actual.path(member.getKey());
            if (other.isMissingNode() && !(part && member.getValue().isNull())) {
                return Optional.of(new JsonDifference(
                        under(path, member.getKey()), "expected " + shown(member.getValue()) + ", is missing"));
            }
            Optional<JsonDifference> inside = other.isMissingNode()
                    ? Optional.empty()
                    : first(under(path, member.getKey()), member.getValue(), other, part);
            if (inside.isPresent()) {
                return inside;
            }
        }
        for (Map.Entry<String, JsonNode> member : actual.properties()) {
            if (!part && !expected.has(member.getKey())) {
                return Optional.of(new JsonDifference(
                        under(path, member.getKey()), "is not expected, came " + shown(member.getValue())));
            }
        }
        return Optional.empty();
    }

    private static Optional<JsonDifference> ofList(String path, JsonNode expected, JsonNode actual) {
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            Optional<JsonDifference> inside = first(path + "[" + i + "]", expected.get(i), actual.get(i), false);
            if (inside.isPresent()) {
                return inside;
            }
        }
        return expected.size() == actual.size()
                ? Optional.empty()
                : Optional.of(
                        new JsonDifference(path, "expected " + expected.size() + " items, came " + actual.size()));
    }

    private static Optional<JsonDifference> ofPart(String path, JsonNode expected, JsonNode actual) {
        Iterator<JsonNode> items = actual.iterator();
        for (int i = 0; i < expected.size(); i++) {
            boolean found = false;
            while (!found && items.hasNext()) {
                found = first(path, expected.get(i), items.next(), true).isEmpty();
            }
            if (!found) {
                String at = path + "[" + i + "]";
                return expected.size() == actual.size()
                        ? first(at, expected.get(i), actual.get(i), true)
                                .or(() -> Optional.of(new JsonDifference(at, "stands before the item above")))
                        : Optional.of(new JsonDifference(at, "no item is " + shown(expected.get(i))));
            }
        }
        return Optional.empty();
    }

    private static boolean same(JsonNode expected, JsonNode actual) {
        boolean numbers = expected.isNumber() && actual.isNumber();
        return numbers ? expected.decimalValue().compareTo(actual.decimalValue()) == 0 : expected.equals(actual);
    }

    /** What of JSON an expectation speaks of, members in the order of the expectation. */
    static JsonNode aligned(JsonNode expected, JsonNode actual, boolean part) {
        if (expected.isObject() && actual.isObject()) {
            ObjectNode aligned = YamlJson.MAPPER.createObjectNode();
            expected.properties().forEach(member -> {
                if (actual.has(member.getKey())) {
                    aligned.set(member.getKey(), aligned(member.getValue(), actual.get(member.getKey()), part));
                }
            });
            actual.properties().forEach(member -> {
                if (!part && !expected.has(member.getKey())) {
                    aligned.set(member.getKey(), member.getValue());
                }
            });
            return aligned;
        }
        if (expected.isArray() && actual.isArray()) {
            ArrayNode aligned = YamlJson.MAPPER.createArrayNode();
            for (int i = 0; i < actual.size(); i++) {
                boolean pair = i < expected.size() && (!part || expected.size() == actual.size());
                aligned.add(pair ? aligned(expected.get(i), actual.get(i), part) : actual.get(i));
            }
            return aligned;
        }
        return actual;
    }

    private static String under(String path, String key) {
        return key.matches("[A-Za-z_][A-Za-z0-9_-]*") ? path + "." + key : path + "['" + key.replace("'", "\\'") + "']";
    }

    private static String shown(JsonNode node) {
        String text = node.toString();
        return text.codePointCount(0, text.length()) <= SHOWN
                ? text
                : text.substring(0, text.offsetByCodePoints(0, SHOWN)) + "…";
    }
}
