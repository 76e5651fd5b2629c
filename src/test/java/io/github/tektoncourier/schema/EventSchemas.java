package io.github.tektoncourier.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.github.tektoncourier.cloudevent.StructuredJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Holds events against the files in docs/schemas, as a receiver would. Whatever builds a CloudEvent in a test passes by
 * {@link EveryEvent}; what comes from another process is brought here by the receiver that got it.
 */
public final class EventSchemas {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CDEVENTS = "dev.cdevents.";
    private static final Pattern TEKTONV1 = Pattern.compile(".*/(TaskRun|PipelineRun|CustomRun)/[^/]*");

    private EventSchemas() {}

    /** An event in structured mode keeps its schemas. */
    public static void check(byte[] structured) {
        check(json(structured));
    }

    /** An event with its own data keeps its schemas. */
    public static void check(CloudEvent event) {
        check(StructuredJson.encode(event));
    }

    /** An event in binary mode keeps its schemas: attributes by their names, data apart. */
    public static void check(Map<String, String> attributes, byte[] data) {
        check(StructuredJson.encode(attributes, data));
    }

    /** The names of all attributes that an event in the format {@code default} can have, but for {@code specversion}. */
    public static Set<String> attributes() {
        Set<String> names = new TreeSet<>();
        AttributeSchemas.ours().path("properties").fieldNames().forEachRemaining(names::add);
        names.removeAll(Set.of("specversion", "data"));
        return names;
    }

    static void check(JsonNode event) {
        List<String> problems = problems(event);
        if (!problems.isEmpty()) {
            throw new AssertionError(told(event, problems));
        }
    }

    static String told(JsonNode event, List<String> problems) {
        String text = event.toString();
        return "The event " + event.path("id") + " " + event.path("type") + " breaks its schema:\n  "
                + String.join("\n  ", problems) + "\n" + text.substring(0, Math.min(2_000, text.length()));
    }

    /** What is wrong with an event; empty where it is as the schemas say. */
    static List<String> problems(JsonNode event) {
        List<String> problems = new ArrayList<>(attributeProblems(event));
        problems.addAll(dataProblems(event));
        return problems;
    }

    static List<String> attributeProblems(JsonNode event) {
        return Validation.problems(folder(event) + "cloudevent.json", event);
    }

    static List<String> dataProblems(JsonNode event) {
        if (!event.has("data")) {
            return List.of(); // the attributes' schema asks for them
        }
        String file = folder(event) + event.path("type").asText() + ".json";
        return Validation.exists(file)
                ? Validation.problems(file, event.path("data"))
                : List.of("there is no schema " + file);
    }

    static JsonNode json(byte[] structured) {
        try {
            return JSON.readTree(structured);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it calls itself an event of the courier, in any format; what tests make up need not. */
    static boolean claimed(JsonNode event) {
        return !folder(event).isEmpty() || event.path("dataschema").asText().startsWith(DataSchemas.URN);
    }

    /** By what tells the formats apart on the wire. */
    private static String folder(JsonNode event) {
        if (event.path("type").asText().startsWith(CDEVENTS)) {
            return "cdevents/";
        }
        return TEKTONV1.matcher(event.path("source").asText()).matches() ? "tektonv1/" : "";
    }
}
