package io.github.tektoncourier.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Makes the schemas of the format {@code cdevents}: CDEvents 0.5.1, with what the courier promises to fill in. */
final class CdEventSchemas {

    private static final ObjectNode SOURCE = Sources.read("cdevents.yaml");

    private CdEventSchemas() {}

    /** The CDEvents that the courier makes, as {@code <subject>.<predicate>}. */
    static List<String> names() {
        return Stream.of("pipelinerun", "taskrun")
                .flatMap(subject -> SOURCE.path("types").properties().stream()
                        .map(entry -> entry.getKey())
                        .filter(name -> name.startsWith(subject + ".")))
                .toList();
    }

    static String type(String name) {
        return "dev.cdevents." + name + ".0.3.0";
    }

    static ObjectNode data(String name) {
        JsonNode words = SOURCE.path("types").path(name);
        ObjectNode schema = DataSchemas.head(
                DataSchemas.URN + "cdevents:" + type(name),
                words.path("title").asText() + ": the data of " + type(name),
                words.path("text").asText() + " Narrower than CDEvents' own schema of this type, which holds, too.");
        schema.putArray("required").add("context").add("subject");
        ObjectNode properties = schema.putObject("properties");
        ObjectNode context = properties.putObject("context").setAll(copy("context"));
        context.withObjectProperty("properties").putObject("type").put("const", type(name));
        ObjectNode subject = properties.putObject("subject").setAll(copy("subject"));
        ObjectNode content = subject.withObjectProperty("properties").withObjectProperty("content");
        content.put("type", "object").put("additionalProperties", false);
        ObjectNode inside = content.putObject("properties");
        inside.setAll(copy(name.startsWith("pipelinerun") ? "pipelineRun" : "taskRun"));
        if (name.endsWith(".finished")) {
            inside.setAll(copy("finished"));
        }
        return schema.put("additionalProperties", false);
    }

    static ObjectNode cloudEvent() {
        ObjectNode schema = DataSchemas.head(
                DataSchemas.URN + "cdevents:cloudevent",
                "An event of Tekton Courier in the format cdevents, in structured mode",
                "The CloudEvents binding of CDEvents 0.5.1: id, source, type, subject and time repeat what the CDEvent in `data`"
                        + " says. The schema of the data is the file of the type's name in the folder cdevents.");
        JsonNode attributes = SOURCE.path("attributes");
        ArrayNode required = schema.putArray("required");
        SOURCE.path("required").forEach(required::add);
        schema.set("properties", attributes.deepCopy());
        ArrayNode types = schema.withObjectProperty("properties")
                .withObjectProperty("type")
                .putArray("enum");
        names().forEach(name -> types.add(type(name)));
        return schema.put("additionalProperties", false);
    }

    static List<String> required() {
        return StreamSupport.stream(SOURCE.path("required").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static ObjectNode copy(String name) {
        return SOURCE.path("definitions").path(name).deepCopy();
    }
}
