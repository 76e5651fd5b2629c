package io.github.tektoncourier.demo.play;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.tektoncourier.demo.Json;
import io.github.tektoncourier.demo.kube.ApiResource;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.demo.kube.Objects;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One performance of a recording: own names, own UIDs, times of now. */
final class RecordedLife {
    private static final Pattern BLANK = Pattern.compile("\\{(id|now|at:(\\d+)|uid:(\\w+)|name:(\\w+))}");

    private final EmbeddedCluster cluster;
    private final Recording recording;
    private final Clock clock;
    private final double speed;
    private final Instant began;
    private final String id = Objects.letters(5);
    private final Map<String, String> uids = new HashMap<>();
    private final Map<String, ObjectNode> created = new HashMap<>();
    private final EventRecorder recorder;

    RecordedLife(EmbeddedCluster cluster, Recording recording, Clock clock, double speed, Instant playBegan) {
        this.cluster = cluster;
        this.recording = recording;
        this.clock = clock;
        this.speed = speed;
        this.recorder = new EventRecorder(cluster, clock);
        this.began = playBegan.plus(scaled(recording.start()));
        recording.objects().keySet().forEach(o -> uids.put(o, UUID.randomUUID().toString()));
    }

    Recording recording() {
        return recording;
    }

    /** When a step is due. */
    Instant due(Recording.Step step) {
        return began.plus(scaled(step.at()));
    }

    void perform(Recording.Step step) {
        if (step.creates()) {
            create(step.object());
            return;
        }
        ObjectNode object = created(step.object());
        step.events().forEach(event -> recorder.record(now(object), filled(event)));
        if (!step.patch().isEmpty()) {
            cluster.merge(
                    resource(object),
                    namespace(object),
                    name(object),
                    filled(step.patch()).toString());
        }
    }

    /** Removes every object again, as a pruner would, and what was recorded about it. */
    void prune() {
        recorder.expire();
        created.values().forEach(o -> cluster.delete(resource(o), namespace(o), name(o)));
    }

    private void create(String name) {
        ObjectNode object = (ObjectNode) filled(recorded(name));
        object.withObject("/metadata").put("uid", uids.getOrDefault(name, ""));
        created.put(name, object);
        cluster.put(object.deepCopy());
    }

    /** The object's identity and its version of this moment. */
    private ObjectNode now(ObjectNode object) {
        return cluster.get(resource(object), namespace(object), name(object))
                .map(Json::parse)
                .orElse(object);
    }

    private Recording.Announced filled(Recording.Announced event) {
        String message = filled(TextNode.valueOf(event.message())).asText();
        return new Recording.Announced(event.type(), event.reason(), message, event.component());
    }

    /** A copy with every blank filled in. */
    private JsonNode filled(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = Json.object();
            object.properties().forEach(e -> copy.set(e.getKey(), filled(e.getValue())));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = Json.MAPPER.createArrayNode();
            array.forEach(e -> copy.add(filled(e)));
            return copy;
        }
        return node.isTextual()
                ? TextNode.valueOf(BLANK.matcher(node.asText()).replaceAll(m -> Matcher.quoteReplacement(blank(m))))
                : node;
    }

    private String blank(MatchResult blank) {
        String word = blank.group(1);
        if (word.equals("id")) {
            return id;
        }
        if (word.equals("now")) {
            return time(clock.instant());
        }
        if (word.startsWith("at:")) {
            return time(began.plus(scaled(Long.parseLong(blank.group(2)))));
        }
        return word.startsWith("uid:")
                ? uids.getOrDefault(blank.group(3), "")
                : Json.text(filled(recorded(blank.group(4)).path("metadata")), "name");
    }

    private Duration scaled(long millis) {
        return Duration.ofNanos((long) (millis * 1_000_000 / speed));
    }

    private ObjectNode recorded(String name) {
        return java.util.Objects.requireNonNull(recording.objects().get(name), name);
    }

    private ObjectNode created(String name) {
        return java.util.Objects.requireNonNull(created.get(name), () -> name + " changes before it is created");
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static ApiResource resource(ObjectNode object) {
        return ApiResource.of(Json.text(object, "apiVersion"), Json.text(object, "kind"))
                .orElseThrow();
    }

    private static String namespace(ObjectNode object) {
        return Json.text(object, "metadata", "namespace");
    }

    private static String name(ObjectNode object) {
        return Json.text(object, "metadata", "name");
    }
}
