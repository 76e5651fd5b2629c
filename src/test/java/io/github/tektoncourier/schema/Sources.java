package io.github.tektoncourier.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The hand-written words and definitions in src/test/resources/schemas that the schema files are made of. */
final class Sources {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String REFERENCE = "#/$defs/";

    private Sources() {}

    static ObjectNode read(String name) {
        try (InputStream in = Objects.requireNonNull(Sources.class.getResourceAsStream("/schemas/" + name), name)) {
            return (ObjectNode) YAML.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One with another merged over it (RFC 7386). */
    static ObjectNode merged(ObjectNode base, ObjectNode over) {
        ObjectNode merged = base.deepCopy();
        over.properties().forEach(member -> {
            JsonNode before = merged.get(member.getKey());
            if (member.getValue().isNull()) {
                merged.remove(member.getKey());
            } else if (before instanceof ObjectNode inner && member.getValue() instanceof ObjectNode change) {
                merged.set(member.getKey(), merged(inner, change));
            } else {
                merged.set(member.getKey(), member.getValue().deepCopy());
            }
        });
        return merged;
    }

    /** Adds those definitions that the schema needs, so that a receiver takes one file. */
    static ObjectNode withDefinitions(ObjectNode schema, ObjectNode definitions) {
        Set<String> needed = new TreeSet<>();
        collect(schema, definitions, needed);
        if (!needed.isEmpty()) {
            ObjectNode own = schema.putObject("$defs");
            needed.forEach(name -> own.set(name, definitions.get(name).deepCopy()));
        }
        return schema;
    }

    private static void collect(JsonNode node, ObjectNode definitions, Set<String> needed) {
        String reference = node.path("$ref").asText();
        if (reference.startsWith(REFERENCE)) {
            String name = reference.substring(REFERENCE.length());
            JsonNode definition = Objects.requireNonNull(definitions.get(name), () -> "no definition " + name);
            if (needed.add(name)) {
                collect(definition, definitions, needed);
            }
        }
        node.forEach(child -> collect(child, definitions, needed));
    }
}
