package io.github.tektoncourier.demo.play;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.tektoncourier.demo.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One life of a run (and its children) as Tekton's controllers would have written it.
 *
 * @param start milliseconds after the play's beginning
 * @param objects the objects as they are created, by the name that steps use
 */
public record Recording(String title, long start, Map<String, ObjectNode> objects, List<Step> steps) {
    private static final List<String> SHIPPED = List.of(
            "taskrun-succeeds",
            "pipelinerun-skips-a-task",
            "taskrun-fails-in-a-step",
            "taskrun-retries",
            "pipelinerun-fails",
            "taskrun-cancelled",
            "taskrun-times-out",
            "pipelinerun-with-a-custom-run");

    /**
     * What happens to one object at one time.
     *
     * @param at milliseconds after the life's beginning
     * @param creates whether the object comes into being, else it changes
     * @param patch merged into the object, empty at creation
     * @param events the core Events recorded about it, stored before the change as they mostly are
     */
    public record Step(long at, String object, boolean creates, ObjectNode patch, List<Announced> events) {}

    /** A core Event that a controller records. */
    public record Announced(String type, String reason, String message, String component) {}

    /** Every recording that ships. */
    public static List<Recording> shipped() {
        return SHIPPED.stream().map(name -> read(name + ".yaml")).toList();
    }

    /** Reads one from the class path; a name without a leading slash stands in this package. */
    static Recording read(String resource) {
        try (InputStream in = Recording.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("There is no recording " + resource);
            }
            return of(YAMLMapper.builder().build().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException("The recording " + resource + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Recording of(JsonNode yaml) {
        Map<String, ObjectNode> objects = new LinkedHashMap<>();
        yaml.path("objects").properties().forEach(e -> objects.put(e.getKey(), (ObjectNode) e.getValue()));
        List<Step> steps = new ArrayList<>();
        yaml.path("steps").forEach(step -> steps.add(step(step, objects)));
        return new Recording(yaml.path("title").asText(), yaml.path("start").asLong(), objects, steps);
    }

    private static Step step(JsonNode step, Map<String, ObjectNode> objects) {
        boolean creates = step.has("create");
        String name = step.path(creates ? "create" : "change").asText();
        ObjectNode object = objects.get(name);
        if (object == null) {
            throw new IllegalArgumentException("A step at " + step.path("at") + " names no known object: " + name);
        }
        ObjectNode patch = step.get("patch") instanceof ObjectNode given ? given.deepCopy() : Json.object();
        if (step.get("condition") instanceof ObjectNode condition) {
            ObjectNode full = Json.object().put("type", "Succeeded").put("lastTransitionTime", "{now}");
            patch.withObject("/status").putArray("conditions").add(full.setAll(condition));
        }
        List<Announced> events = new ArrayList<>();
        step.path("events").forEach(e -> events.add(announced(e, Json.text(object, "kind"))));
        return new Step(step.path("at").asLong(), name, creates, patch, events);
    }

    private static Announced announced(JsonNode event, String kind) {
        return new Announced(
                event.path("type").asText("Normal"),
                event.path("reason").asText(),
                event.path("message").asText(""),
                event.path("component").asText(kind));
    }
}
