package io.github.tektoncourier.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** What the data of a type hold for sure, unless the attributes say that the event is partial or trimmed. */
final class Contents {

    private Contents() {}

    static Optional<ObjectNode> rule(EventType type, Words words) {
        JsonNode holds = words.entry().path("holds");
        if (holds.isMissingNode()) {
            return Optional.empty();
        }
        ObjectNode rule = JsonNodeFactory.instance.objectNode();
        ObjectNode status = rule.putObject("then")
                .putObject("properties")
                .putObject("data")
                .putObject("properties")
                .putObject(type.key())
                .put("type", "object")
                .putObject("properties")
                .putObject("status")
                .put("type", "object");
        status(rule, status, holds);
        ((ObjectNode) rule.at("/then/properties/data/properties/" + type.key()))
                .putArray("required")
                .add("status");
        return Optional.of(rule);
    }

    private static void status(ObjectNode rule, ObjectNode status, JsonNode holds) {
        if (holds.has("conditions")) {
            // Conditions stay on every rung of the ladder.
            unless(rule, "partial");
            ObjectNode condition = array(status, "conditions").putObject("contains");
            ObjectNode properties = condition.putObject("properties");
            properties.putObject("type").put("const", "Succeeded");
            properties.putObject("status").put("const", holds.path("conditions").asText());
        } else {
            unless(rule, "partial", "trimmed");
            array(status, holds.path("list").asText()).put("minItems", 1);
        }
    }

    private static ObjectNode array(ObjectNode status, String name) {
        status.putArray("required").add(name);
        return status.withObjectProperty("properties").putObject(name).put("type", "array");
    }

    private static void unless(ObjectNode rule, String... extensions) {
        ObjectNode present = rule.putObject("if").putObject("not");
        for (String extension : extensions) {
            present.withArray("anyOf").addObject().putArray("required").add(extension);
        }
    }
}
