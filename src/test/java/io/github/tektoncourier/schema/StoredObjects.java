package io.github.tektoncourier.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Tells objects that an API server with Tekton's own definitions would have stored from those that tests make up to be
 * nasty: wrong types, no namespace. Of the latter the schemas promise nothing but well-formed attributes.
 */
final class StoredObjects {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?");
    private static final Pattern OF_THE_OBJECT = Pattern.compile(
            "(/(id|source|subject)|/data[/:]|: required property '(namespace|subject)').*", Pattern.DOTALL);
    private static final Map<String, String> FILES = Map.of(
            "taskRun", "300-taskrun.yaml", "pipelineRun", "300-pipelinerun.yaml", "customRun", "300-customrun.yaml");
    private static final Map<String, JsonSchema> SCHEMAS = new ConcurrentHashMap<>();

    private StoredObjects() {}

    /** Whether all objects in the event's data could have come from an API server. */
    static boolean accept(JsonNode event) {
        JsonNode data = event.path("data");
        if (event.path("type").asText().startsWith("dev.cdevents.")) {
            return true; // it holds no object
        }
        return data.isObject()
                && data.properties().stream().allMatch(member -> stored(member.getKey(), member.getValue()));
    }

    /** Without what such an object is to blame for. */
    static List<String> notOfTheObject(List<String> problems) {
        return problems.stream()
                .filter(problem -> !OF_THE_OBJECT.matcher(problem).matches())
                .toList();
    }

    private static boolean stored(String key, JsonNode object) {
        return metadata(object.path("metadata"))
                && (!FILES.containsKey(key)
                        || Validation.problems(schema(key, object), object).isEmpty());
    }

    private static boolean metadata(JsonNode metadata) {
        return plain(metadata.path("name"))
                && plain(metadata.path("namespace"))
                && plain(metadata.path("uid"))
                && texts(metadata.path("labels"))
                && texts(metadata.path("annotations"));
    }

    private static boolean plain(JsonNode name) {
        return name.isTextual() && NAME.matcher(name.asText()).matches();
    }

    private static boolean texts(JsonNode map) {
        return map.isMissingNode()
                || map.isObject()
                        && map.properties().stream()
                                .allMatch(entry -> entry.getValue().isTextual());
    }

    private static JsonSchema schema(String key, JsonNode object) {
        // The format tektonv1 leaves it out.
        String version = object.path("apiVersion").asText("v1beta1").replaceFirst(".*/", "");
        return SCHEMAS.computeIfAbsent(key + "/" + version, k -> read(FILES.get(key), version));
    }

    private static JsonSchema read(String file, String version) {
        try (InputStream in = Objects.requireNonNull(StoredObjects.class.getResourceAsStream("/crds/" + file))) {
            for (JsonNode candidate : new YAMLMapper().readTree(in).at("/spec/versions")) {
                if (candidate.path("name").asText().equals(version)) {
                    JsonNode schema = candidate.at("/schema/openAPIV3Schema");
                    asTektonReadsIt((ObjectNode) schema.at("/properties/status"));
                    asTektonReadsIt((ObjectNode) schema.at("/properties/spec"));
                    return Validation.schema(schema);
                }
            }
            return Validation.schema(new ObjectMapper().readTree("false"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What the definitions leave open, Tekton's webhook does not: it reads every object into Go structs. And a pod name is
     * written always, be it empty, but older definitions do not ask for it.
     */
    private static void asTektonReadsIt(ObjectNode part) {
        part.remove("required");
        JsonNode fields = part.path("properties");
        for (String open : List.of("taskSpec", "pipelineSpec", "customSpec")) {
            if (fields.path(open) instanceof ObjectNode spec) {
                spec.put("type", "object");
            }
        }
        if (fields.path("retriesStatus") instanceof ObjectNode earlier) {
            earlier.put("type", "array").set("items", part.deepCopy());
        }
    }
}
