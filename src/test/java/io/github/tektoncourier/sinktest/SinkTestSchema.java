package io.github.tektoncourier.sinktest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The schema of test files for editors, made of the keys that the reader knows. */
final class SinkTestSchema {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What each key is, for an editor to show. */
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("set", "Values of placeholders, and settings"),
            Map.entry("sinks", "The sink files, beside this file; without it the one of the same name"),
            Map.entry("tests", "The tests"),
            Map.entry("name", "What the test shows, in a sentence"),
            Map.entry("run", "A run, as kubectl get -o yaml shows it"),
            Map.entry("runs", "Runs, or states of one run in their order"),
            Map.entry("file", "Files of runs, beside this file"),
            Map.entry("recording", "A recorded run that ships with the courier"),
            Map.entry("only", "Types of the events that go through the sink file, as globs"),
            Map.entry("expect", "The requests that come, or nothing"),
            Map.entry("order", "Whether the requests come in this order"),
            Map.entry("others", "Whether more requests may come"),
            Map.entry("never", "Requests that must not come"),
            Map.entry("event", "Type of the event that it is sent for, as globs"),
            Map.entry("subscription", "The subscription that sends it"),
            Map.entry("method", "Of HTTP; produce for Kafka, send for other components"),
            Map.entry("address", "As the sink file has it, or the real one"),
            Map.entry("headers", "Names and values; null: there is no such header"),
            Map.entry("body", "JSON that the body equals"),
            Map.entry("bodyContains", "JSON that is part of the body"),
            Map.entry("text", "The body as a text"),
            Map.entry("textContains", "A part of the body's text"),
            Map.entry("times", "How often it comes"),
            Map.entry("fails", "The event fails, and this is part of the reason"));

    private SinkTestSchema() {}

    static JsonNode made() {
        ObjectNode root = JSON.createObjectNode();
        root.put("$schema", "http://json-schema.org/draft-07/schema#");
        root.put("title", "Test file of Tekton Courier");
        root.put("description", "Tests of a sink file; docs/sinks.md says how to write them.");
        object(root, SinkTestReader.FILE, Set.of("tests"));
        ObjectNode definitions = root.putObject("definitions");
        test(object(definitions.putObject("test"), SinkTestReader.TEST, Set.of("name")));
        object(definitions.putObject("expected"), ExpectationReader.EXPECTED, Set.of())
                .put("minProperties", 1);
        object(definitions.putObject("never"), ExpectationReader.NEVER, Set.of())
                .put("minProperties", 1);
        texts(definitions.putObject("texts").putArray("anyOf"));
        return root;
    }

    private static ObjectNode object(ObjectNode node, Set<String> keys, Set<String> required) {
        node.put("type", "object").put("additionalProperties", false);
        ArrayNode must = JSON.createArrayNode();
        required.forEach(must::add);
        if (!required.isEmpty()) {
            node.set("required", must);
        }
        ObjectNode properties = node.putObject("properties");
        new TreeSet<>(keys).forEach(key -> property(properties.putObject(key), key));
        return node;
    }

    /** One source of runs, and something that can fail. */
    private static void test(ObjectNode test) {
        ArrayNode all = test.putArray("allOf");
        ArrayNode sources = all.addObject().putArray("oneOf");
        Set.of("run", "runs", "file", "recording").stream()
                .sorted()
                .forEach(key -> sources.addObject().putArray("required").add(key));
        ArrayNode verdicts = all.addObject().putArray("anyOf");
        verdicts.addObject().putArray("required").add("expect");
        verdicts.addObject().putArray("required").add("never");
    }

    private static void property(ObjectNode node, String key) {
        node.put("description", WORDS.get(key));
        switch (key) {
            case "set" -> scalars(node.put("type", "object").putObject("additionalProperties"));
            case "sinks", "file", "only", "event" -> node.put("$ref", "#/definitions/texts");
            case "tests" -> list(node, "test").put("minItems", 1);
            case "run" -> node.put("type", "object");
            case "runs" -> node.put("type", "array").putObject("items").put("type", "object");
            case "recording" -> words(node, Recordings.NAMES);
            case "expect" -> {
                ArrayNode either = node.putArray("anyOf");
                either.addObject().put("const", "nothing");
                list(either.addObject(), "expected").put("minItems", 1);
            }
            case "order" -> words(node, SinkTestReader.ORDERS);
            case "others" -> words(node, SinkTestReader.OTHERS);
            case "never" -> list(node, "never");
            case "headers" -> headers(node.put("type", "object").put("minProperties", 1));
            case "body", "bodyContains" -> {}
            case "times" -> node.put("type", "integer").put("minimum", 1).put("maximum", 10_000);
            default -> scalars(node);
        }
    }

    private static void headers(ObjectNode node) {
        ArrayNode either = node.putObject("additionalProperties").putArray("anyOf");
        scalars(either.addObject());
        either.addObject().put("type", "null");
        ObjectNode rule = either.addObject().put("type", "object").put("additionalProperties", false);
        ExpectationReader.HEADER.forEach(
                key -> rule.withObject("/properties").putObject(key).put("type", "string"));
    }

    private static void scalars(ObjectNode node) {
        node.putArray("type").add("string").add("number").add("boolean");
    }

    private static void texts(ArrayNode either) {
        scalars(either.addObject());
        either.addObject().put("type", "array").putObject("items").put("type", "string");
    }

    private static ObjectNode list(ObjectNode node, String items) {
        node.put("type", "array").putObject("items").put("$ref", "#/definitions/" + items);
        return node;
    }

    private static void words(ObjectNode node, Collection<String> words) {
        ArrayNode allowed = node.putArray("enum");
        words.forEach(allowed::add);
    }
}
