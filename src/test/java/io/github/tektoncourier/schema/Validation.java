package io.github.tektoncourier.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Reads committed schemas once and holds JSON against them; formats such as date-time count. */
final class Validation {

    static final Path FOLDER = Path.of("docs/schemas");

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(VersionFlag.V202012);
    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .formatAssertionsEnabled(true)
            .cacheRefs(true)
            .build();
    private static final Map<String, JsonSchema> SCHEMAS = new ConcurrentHashMap<>();

    private Validation() {}

    static boolean exists(String file) {
        return SCHEMAS.containsKey(file) || Files.exists(FOLDER.resolve(file));
    }

    static List<String> problems(String file, JsonNode json) {
        return problems(SCHEMAS.computeIfAbsent(file, Validation::read), json);
    }

    static List<String> problems(JsonSchema schema, JsonNode json) {
        return schema.validate(json).stream().map(Object::toString).toList();
    }

    static JsonSchema schema(JsonNode schema) {
        return FACTORY.getSchema(schema, CONFIG);
    }

    private static JsonSchema read(String file) {
        try {
            return FACTORY.getSchema(Files.readString(FOLDER.resolve(file)), CONFIG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
