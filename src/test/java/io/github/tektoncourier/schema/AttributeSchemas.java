package io.github.tektoncourier.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;

/** Makes the schema of a whole event in structured mode, one for each format. */
final class AttributeSchemas {

    private static final ObjectNode ATTRIBUTES = Sources.read("attributes.yaml");
    private static final List<String> ALWAYS = List.of(
            "specversion",
            "id",
            "source",
            "type",
            "subject",
            "datacontenttype",
            "dataschema",
            "kind",
            "namespace",
            "runuid",
            "partitionkey",
            "data");
    private static final List<String> OF_THE_MOMENT = List.of("attempt", "exitcode", "outcome", "reason", "step");

    private AttributeSchemas() {}

    /** In the format {@code default}: what holds for all, then what each type adds. */
    static ObjectNode ours() {
        ObjectNode schema = DataSchemas.head(
                DataSchemas.URN + "cloudevent",
                "An event of Tekton Courier in structured mode",
                "The CloudEvents attributes, which of them each type has, and what its data hold for sure. The schema of the data is"
                        + " the file that `dataschema` names.");
        ALWAYS.forEach(schema.putArray("required")::add);
        schema.set("properties", ATTRIBUTES.deepCopy());
        ArrayNode types = schema.withObjectProperty("properties")
                .withObjectProperty("type")
                .putArray("enum");
        ArrayNode rules = schema.putArray("allOf");
        EventType.all().forEach(type -> {
            types.add(type.type());
            ObjectNode rule = rules.addObject();
            rule.withObjectProperty("if")
                    .withObjectProperty("properties")
                    .withObjectProperty("type")
                    .put("const", type.type());
            rule.set("then", rule(type));
        });
        return schema.put("additionalProperties", false);
    }

    private static ObjectNode rule(EventType type) {
        Words words = Words.of(type);
        ObjectNode then = JsonNodeFactory.instance.objectNode();
        then.put("description", words.title() + ". " + words.text());
        if (!words.needs().isEmpty()) {
            needs(then, words);
        }
        ObjectNode properties = then.putObject("properties");
        properties.putObject("id").put("pattern", "^[^/]+(/[^/]+)?/" + words.id(type) + "$");
        properties.putObject("source").put("pattern", "/" + type.kind().plural() + "/[^/]+$");
        properties.putObject("dataschema").put("const", DataSchemas.URN + type.type());
        properties.putObject("kind").put("const", type.kind().lower());
        if (!words.outcomes().isEmpty()) {
            words.outcomes().forEach(properties.putObject("outcome").putArray("enum")::add);
        }
        List<String> own =
                Stream.concat(words.needs().stream(), words.may().stream()).toList();
        OF_THE_MOMENT.stream().filter(name -> !own.contains(name)).forEach(name -> properties.put(name, false));
        Contents.rule(type, words).ifPresent(rule -> then.putArray("allOf").add(rule));
        return then;
    }

    /** An outcome only where it is known: a partial end may have none. */
    private static void needs(ObjectNode then, Words words) {
        ArrayNode required = then.putArray("required");
        words.needs().stream().filter(name -> !name.equals("outcome")).forEach(required::add);
        if (required.isEmpty()) {
            then.remove("required");
        }
        if (words.needs().contains("outcome")) {
            ArrayNode either = then.putArray("anyOf");
            either.addObject().putArray("required").add("outcome");
            either.addObject().putArray("required").add("partial");
        }
    }

    /** In the format {@code tektonv1}: Tekton's types and attributes, nothing else. */
    static ObjectNode tektonV1() {
        ObjectNode schema = DataSchemas.head(
                DataSchemas.URN + "tektonv1:cloudevent",
                "An event of Tekton Courier in the format tektonv1, in structured mode",
                "What Tekton's own controller sends: no dataschema, no extensions but `trimmed`. The schema of the data is the file of the type's"
                        + " name in the folder tektonv1.");
        Stream.of("specversion", "id", "source", "type", "subject", "datacontenttype", "data")
                .forEach(schema.putArray("required")::add);
        ObjectNode properties = schema.putObject("properties");
        Stream.of("specversion", "id", "source", "type", "subject", "time", "datacontenttype", "trimmed", "data")
                .forEach(name -> properties.set(name, ATTRIBUTES.get(name).deepCopy()));
        properties
                .withObjectProperty("source")
                .put("description", "As Tekton spells it: the kind in place of the resource.")
                .put(
                        "pattern",
                        "^/apis/tekton\\.dev/v1(beta1)?/namespaces/[^/]+/(TaskRun|PipelineRun|CustomRun)/[^/]+$");
        properties.withObjectProperty("data").put("description", "See the file of the type's name.");
        ArrayNode types = properties.withObjectProperty("type").putArray("enum");
        EventType.all().stream().filter(EventType::byTekton).forEach(type -> types.add(type.type()));
        return schema.put("additionalProperties", false);
    }
}
