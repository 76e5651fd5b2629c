package io.github.tektoncourier.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The schema of sink files for editors: Camel's of YAML routes, without what a sink file cannot use, and with the
 * parameters of the courier's Kamelets.
 */
final class SinkFileSchema {

    static final Path FILE = Path.of("docs/schemas/sink-file.schema.json");

    private static final String MODEL = "org.apache.camel.model.";
    private static final Set<String> NO_STEPS = Set.of(
            "aggregate",
            "resequence",
            "threads",
            "wireTap",
            "doTry",
            "doCatch",
            "doFinally",
            "circuitBreaker",
            "serviceCall");
    private static final Set<String> NOT_ON_ROUTES = Set.of("errorHandler", "errorHandlerRef", "routeConfigurationId");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode root;
    private final ObjectNode definitions;

    private SinkFileSchema(ObjectNode root) {
        this.root = root;
        this.definitions = (ObjectNode) root.at("/items/definitions");
    }

    /** The schema as it is published. */
    static JsonNode made() throws IOException {
        try (InputStream in = SinkFileSchema.class.getClassLoader().getResourceAsStream("schema/camelYamlDsl.json")) {
            SinkFileSchema schema = new SinkFileSchema((ObjectNode) JSON.readTree(Objects.requireNonNull(in)));
            return schema.sinkFile();
        }
    }

    private JsonNode sinkFile() throws IOException {
        ((ObjectNode) root.at("/items/properties")).retain("route");
        ((ObjectNode) definition("ProcessorDefinition").get("properties")).remove(NO_STEPS);
        ObjectNode route = definition("RouteDefinition");
        ((ObjectNode) route.get("properties")).remove(NOT_ON_ROUTES);
        ((ObjectNode) route.at("/properties/autoStartup")).put("const", true);
        route.putArray("required").add("id").add("from");
        formats("MarshalDefinition");
        formats("UnmarshalDefinition");
        cel(root);
        kamelets();
        prune();
        ObjectNode titled = JSON.createObjectNode();
        titled.put("$schema", "http://json-schema.org/draft-07/schema#"); // Camel names 4, which has no "if"
        titled.put("title", "Sink file of Tekton Courier");
        titled.put(
                "description",
                "A list of routes; docs/sinks.md says what stands in one, courier validate checks more.");
        titled.setAll((ObjectNode) root.without("$schema"));
        return titled;
    }

    /** A language that the courier gives to Camel under another name: allowed wherever jq is, with a constant's options. */
    private static void cel(JsonNode node) {
        node.forEach(SinkFileSchema::cel);
        if (node instanceof ArrayNode alternatives) {
            List<JsonNode> more = new ArrayList<>();
            alternatives.forEach(one -> {
                if (one.at("/required/0").asText().equals("jq")) {
                    more.add(likeJq((ObjectNode) one));
                }
            });
            more.forEach(alternatives::add);
        } else if (node.path("properties").path("jq") instanceof ObjectNode jq && jq.isEmpty()) {
            ((ObjectNode) node.get("properties")).putObject("cel");
        }
    }

    private static ObjectNode likeJq(ObjectNode alternative) {
        ObjectNode copy = alternative.deepCopy();
        copy.putArray("required").add("cel");
        if (copy.get("properties") instanceof ObjectNode properties) {
            properties.remove("jq");
            properties.putObject("cel").put("$ref", "#/items/definitions/" + MODEL + "language.ConstantExpression");
        }
        return copy;
    }

    private ObjectNode definition(String name) {
        return (ObjectNode) definitions.get(MODEL + name);
    }

    /** Of the data formats, one is on board; those of further jars have any options. */
    private void formats(String step) {
        ObjectNode definition = definition(step);
        definition.remove("anyOf");
        ((ObjectNode) definition.get("properties")).properties().forEach(property -> {
            if (property.getValue().isEmpty()) {
                property.setValue(
                        property.getKey().equals("json")
                                ? JSON.createObjectNode()
                                        .put("$ref", "#/items/definitions/" + MODEL + "dataformat.JsonDataFormat")
                                : JSON.createObjectNode().put("type", "object"));
            }
        });
    }

    private void kamelets() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("kamelets"))) {
            all.sorted().forEach(files::add);
        }
        for (Path file : files) {
            JsonNode kamelet = new YAMLMapper().readTree(file.toFile());
            String name = kamelet.at("/metadata/name").asText();
            definitions.set("kamelet-" + name, parameters(kamelet.at("/spec/definition")));
            calls("FromDefinition", "uri", "kamelet:" + name, name);
            calls("ToDefinition", "uri", "kamelet:" + name, name);
            calls("KameletDefinition", "name", name, name);
        }
    }

    /** Values may be placeholders, so numbers and texts are both good everywhere. */
    private static ObjectNode parameters(JsonNode definition) {
        ObjectNode parameters = JSON.createObjectNode().put("type", "object").put("additionalProperties", false);
        ObjectNode properties = parameters.putObject("properties");
        definition.path("properties").properties().forEach(property -> {
            ObjectNode one = properties.putObject(property.getKey());
            one.putArray("type").add("string").add("number").add("boolean").add("null");
            for (String key : List.of("title", "description", "default", "examples")) {
                if (property.getValue().has(key)) {
                    one.set(key, property.getValue().get(key));
                }
            }
            if (property.getValue().has("enum")) {
                ArrayNode either = one.putArray("anyOf");
                either.addObject().set("enum", property.getValue().get("enum"));
                either.addObject().put("pattern", "\\{\\{");
            }
        });
        if (definition.has("required")) {
            parameters.set("required", definition.get("required"));
        }
        return parameters;
    }

    private void calls(String step, String key, String value, String kamelet) {
        ObjectNode definition = definition(step);
        ArrayNode rules = definition.has("allOf") ? (ArrayNode) definition.get("allOf") : definition.putArray("allOf");
        ObjectNode rule = rules.addObject();
        ObjectNode when = rule.putObject("if").put("type", "object");
        when.putObject("properties").putObject(key).put("const", value);
        when.putArray("required").add(key);
        ObjectNode then = rule.putObject("then");
        then.putObject("properties").putObject("parameters").put("$ref", "#/items/definitions/kamelet-" + kamelet);
        if (definitions.get("kamelet-" + kamelet).has("required")) {
            then.putArray("required").add("parameters");
        }
    }

    /** Leaves out what nothing refers to any more. */
    private void prune() {
        Set<String> used = new TreeSet<>();
        Deque<JsonNode> open = new ArrayDeque<>(List.of(root.at("/items/properties")));
        while (!open.isEmpty()) {
            for (String ref : open.pop().findValuesAsText("$ref")) {
                String name = ref.replaceFirst(".*/", "");
                if (used.add(name)) {
                    open.push(definitions.get(name));
                }
            }
        }
        definitions.retain(used);
    }
}
