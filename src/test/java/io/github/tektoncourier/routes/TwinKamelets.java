package io.github.tektoncourier.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The shipped Kamelets once more, with a {@link Recorder} where a parameter reaches a bean or an endpoint, so that any
 * value can be seen there, valid or not. Definition and annotations are those of the Kamelet.
 */
final class TwinKamelets {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Pattern WHOLE = Pattern.compile("\\{\\{\\??([A-Za-z0-9]+)}}");

    private TwinKamelets() {}

    /**
     * A parameter of a Kamelet.
     *
     * @param secret {@code format: password}
     */
    record Parameter(String kamelet, String name, boolean secret) {}

    /** Writes all into a folder, and says which parameters there are. */
    static List<Parameter> write(Path folder) throws IOException {
        List<Parameter> parameters = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("kamelets"))) {
            for (Path file : files.sorted().toList()) {
                JsonNode kamelet = YAML.readTree(file.toFile());
                String name = kamelet.at("/metadata/name").asText();
                kamelet.at("/spec/definition/properties")
                        .fields()
                        .forEachRemaining(property -> parameters.add(new Parameter(
                                name,
                                property.getKey(),
                                property.getValue().path("format").asText().equals("password"))));
                ((ObjectNode) kamelet.path("spec")).set("template", template(name, kamelet.at("/spec/template")));
                YAML.writeValue(folder.resolve(file.getFileName()).toFile(), kamelet);
            }
        }
        return parameters;
    }

    private static JsonNode template(String name, JsonNode template) {
        Map<String, String> beans = new LinkedHashMap<>();
        template.path("beans").forEach(bean -> whole(bean.path("properties"))
                .forEach((key, text) -> beans.put("values[" + plain(name) + "/" + key + "]", text)));
        Map<String, String> endpoint = new LinkedHashMap<>();
        template.path("from").findValues("parameters").forEach(found -> endpoint.putAll(whole(found)));
        Map<String, Object> recorder = Map.of("uri", "recorder:" + plain(name), "parameters", endpoint);
        List<Object> steps = new ArrayList<>();
        if (!beans.isEmpty()) {
            steps.add(Map.of("process", Map.of("ref", "{{recorder}}")));
        }
        boolean source = name.endsWith("-source");
        steps.add(Map.of("to", source ? Map.of("uri", "kamelet:sink") : recorder));
        Map<String, Object> from = new LinkedHashMap<>(source ? recorder : Map.of("uri", "kamelet:source"));
        from.put("steps", steps);
        Map<String, Object> twin = new LinkedHashMap<>();
        twin.put(
                "beans",
                List.of(Map.of(
                        "name", "recorder", "type", "#class:" + Recorder.Bean.class.getName(), "properties", beans)));
        twin.put("from", from);
        return YAML.valueToTree(twin);
    }

    /** Without dashes: Camel makes camel case of a bean's keys. */
    static String plain(String kamelet) {
        return kamelet.replace("-", "");
    }

    /** What is a parameter as a whole, by the parameter's name. */
    private static Map<String, String> whole(JsonNode properties) {
        Map<String, String> found = new LinkedHashMap<>();
        properties.forEach(value -> {
            Matcher matcher = WHOLE.matcher(value.asText());
            if (matcher.matches()) {
                found.put(matcher.group(1), value.asText());
            }
        });
        return found;
    }
}
