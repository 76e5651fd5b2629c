package io.github.tektoncourier.routes.check.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Camel's grammar of YAML routes: which steps there are and what each takes. It is read from the JSON schema in
 * camel-yaml-dsl, so it is the one of the Camel that runs.
 */
final class Grammar {

    static final String ROUTE = "RouteDefinition";
    static final String STEP = "ProcessorDefinition";
    static final String EXPRESSION = "ExpressionDefinition";

    /** A language that YAML DSL does not have: the courier gives it to Camel as {@code language}. */
    static final String CEL = "cel";

    private static final String SCHEMA = "schema/camelYamlDsl.json";
    private static final String REF = "$ref";

    /** What a property takes. */
    enum Type {
        TEXT,
        BOOLEAN,
        NUMBER,
        /** Names and values, as below {@code parameters}. */
        MAP,
        /** Properties of a definition. */
        NODE,
        /** A list of these. */
        NODES,
        ANY
    }

    /**
     * A property.
     *
     * @param allowed the words that it takes; empty for any
     * @param definition of {@link Type#NODE} and {@link Type#NODES}; else empty
     */
    record Property(Type type, List<String> allowed, String definition) {}

    /**
     * A step or what stands below one.
     *
     * @param scalar whether a text can stand in its place
     */
    record Definition(boolean scalar, Map<String, Property> properties, Set<String> required) {

        /** Whether an expression belongs to it. */
        boolean hasExpression() {
            return properties.containsKey("expression") && properties.containsKey("simple");
        }
    }

    private static @Nullable Grammar loaded;

    private final Map<String, Definition> definitions = new HashMap<>();

    private Grammar(JsonNode schema) {
        JsonNode all = schema.path("items").path("definitions");
        all.fieldNames().forEachRemaining(name -> {
            Map<String, JsonNode> properties = new TreeMap<>();
            Set<String> required = new HashSet<>();
            collect(all, all.get(name), properties, new HashSet<>(Set.of(name)));
            all.get(name).path("required").forEach(one -> required.add(one.asText()));
            Map<String, Property> known = new TreeMap<>();
            properties.forEach((key, value) -> known.put(key, property(value)));
            if (known.containsKey("jq") && known.containsKey("jsonpath")) {
                known.put(CEL, new Property(Type.NODE, List.of(), "ConstantExpression")); // with a text's options
            }
            definitions.put(shortened(name), new Definition(scalar(all.get(name)), known, required));
        });
    }

    /** The grammar of the Camel on board; read once. */
    static synchronized Grammar load() {
        Grammar grammar = loaded;
        if (grammar == null) {
            try (InputStream in = Grammar.class.getClassLoader().getResourceAsStream(SCHEMA)) {
                if (in == null) {
                    throw new IllegalStateException(SCHEMA + " is missing from camel-yaml-dsl");
                }
                grammar = new Grammar(new ObjectMapper().readTree(in));
                loaded = grammar;
            } catch (IOException e) {
                throw new IllegalStateException("cannot read " + SCHEMA, e);
            }
        }
        return grammar;
    }

    /** A definition by the last part of its name; without properties where there is none. */
    Definition definition(String name) {
        return Optional.ofNullable(definitions.get(name)).orElse(new Definition(true, Map.of(), Set.of()));
    }

    private static void collect(JsonNode all, JsonNode from, Map<String, JsonNode> into, Set<String> seen) {
        from.path("properties").properties().forEach(property -> {
            if (!property.getValue().isEmpty() || !into.containsKey(property.getKey())) {
                into.put(property.getKey(), property.getValue());
            }
        });
        for (String union : List.of("anyOf", "oneOf", "allOf")) {
            for (JsonNode part : from.path(union)) {
                String name = name(part);
                if (name.isEmpty()) {
                    collect(all, part, into, seen);
                } else if (seen.add(name)) {
                    collect(all, all.path(name), into, seen);
                }
            }
        }
    }

    private static boolean scalar(JsonNode definition) {
        for (JsonNode part : definition.path("oneOf")) {
            if (!part.path("type").asText("object").equals("object")) {
                return true;
            }
        }
        return false;
    }

    private static Property property(JsonNode value) {
        List<String> allowed = new ArrayList<>();
        value.path("enum").forEach(one -> allowed.add(one.asText()));
        String ref = name(value);
        if (!ref.isEmpty()) {
            return new Property(Type.NODE, allowed, shortened(ref));
        }
        return switch (value.path("type").asText()) {
            case "string" -> new Property(Type.TEXT, allowed, "");
            case "boolean" -> new Property(Type.BOOLEAN, allowed, "");
            case "number", "integer" -> new Property(Type.NUMBER, allowed, "");
            case "object" -> new Property(Type.MAP, allowed, "");
            case "array" -> list(value.path("items"));
            default -> new Property(Type.ANY, allowed, "");
        };
    }

    private static Property list(JsonNode items) {
        String ref = name(items);
        return ref.isEmpty()
                ? new Property(Type.ANY, List.of(), "")
                : new Property(Type.NODES, List.of(), shortened(ref));
    }

    private static String name(JsonNode node) {
        return node.path(REF).asText().replaceFirst(".*/", "");
    }

    private static String shortened(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
