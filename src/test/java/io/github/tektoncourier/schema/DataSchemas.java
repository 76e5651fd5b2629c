package io.github.tektoncourier.schema;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Makes the schema of an event's data: one root key, closed; open below, for Tekton adds fields in every release. */
final class DataSchemas {

    static final String URN = "urn:io.github.tektoncourier:schema:";

    private static final ObjectNode DEFINITIONS = Sources.read("definitions.yaml");
    private static final ObjectNode V1BETA1 = Sources.merged(DEFINITIONS, Sources.read("tektonv1.yaml"));

    private DataSchemas() {}

    /** In the format {@code default}. */
    static ObjectNode ours(EventType type) {
        Words words = Words.of(type);
        ObjectNode schema = head(URN + type.type(), words.title() + ": the data of " + type.type(), words.text());
        return Sources.withDefinitions(data(schema, type), DEFINITIONS);
    }

    /** In the format {@code tektonv1}. */
    static ObjectNode tektonV1(EventType type) {
        Words words = Words.of(type);
        ObjectNode schema = head(
                URN + "tektonv1:" + type.type(),
                words.title() + ": the data of " + type.type() + " in the format tektonv1",
                words.text() + " In this format the object is v1beta1, as Tekton's own controller sends it.");
        return Sources.withDefinitions(data(schema, type), V1BETA1);
    }

    static ObjectNode head(String id, String title, String text) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        return schema.put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("$id", id)
                .put("title", title)
                .put("description", text)
                .put("type", "object");
    }

    private static ObjectNode data(ObjectNode schema, EventType type) {
        boolean hint = type.name().equals("kubernetesevent");
        schema.putArray("required").add(hint ? "event" : type.key());
        ObjectNode properties = schema.putObject("properties");
        if (hint) {
            properties.putObject("event").put("$ref", "#/$defs/event");
        }
        ObjectNode run = properties.putObject(type.key()).put("$ref", "#/$defs/" + type.key());
        if (hint) {
            run.put("description", "The run as it is known. Absent where it is gone or may not be read.");
        }
        return schema.put("additionalProperties", false);
    }
}
