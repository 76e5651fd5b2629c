package io.github.tektoncourier.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
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
final class Life {
    private static final Pattern BLANK = Pattern.compile("\\{(id|now|at:(\\d+)|uid:(\\w+)|name:(\\w+))}");

    private final EmbeddedCluster cluster;
    private final Recording recording;
    private final Clock clock;
    private final double speed;
    private final Instant began;
    private final String id = Objects.letters(5);
    private final Map<String, String> uids = new HashMap<>();
    private final Map<String, ObjectNode> created = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, String> eventNames = new HashMap<>();

    Life(EmbeddedCluster cluster, Recording recording, Clock clock, double speed, Instant playBegan) {
        this.cluster = cluster;
        this.recording = recording;
        this.clock = clock;
        this.speed = speed;
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
        step.events().forEach(event -> announce(object, event));
        if (!step.patch().isEmpty()) {
            cluster.merge(
                    resource(object),
                    namespace(object),
                    name(object),
                    filled(step.patch()).toString());
        }
    }

    /** Removes every object again, as a pruner would. */
    void prune() {
        created.values().forEach(o -> cluster.delete(resource(o), namespace(o), name(o)));
    }

    private void create(String name) {
        ObjectNode object = (ObjectNode) filled(recorded(name));
        object.withObject("/metadata").put("uid", uids.getOrDefault(name, ""));
        created.put(name, object);
        cluster.put(object.deepCopy());
    }

    /** Records a core Event; the same one again only counts up, as client-go's recorder does. */
    private void announce(ObjectNode about, Recording.Announced event) {
        String key = String.join("|", name(about), event.component(), event.type(), event.reason(), event.message());
        int count = counts.merge(key, 1, Integer::sum);
        String name = eventNames.computeIfAbsent(
                key,
                k -> name(about) + "."
                        + Long.toHexString(ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant()) + counts.size()));
        String first = cluster.get(Resource.EVENTS, namespace(about), name)
                .map(e -> Json.text(Json.parse(e), "firstTimestamp"))
                .orElse(time(clock.instant()));
        ObjectNode json = Json.object().put("apiVersion", "v1").put("kind", "Event");
        json.putObject("metadata").put("name", name).put("namespace", namespace(about));
        json.set("involvedObject", involved(about));
        json.put("reason", event.reason()).put("type", event.type()).put("count", count);
        if (!event.message().isEmpty()) {
            json.put("message", filled(TextNode.valueOf(event.message())).asText());
        }
        json.putObject("source").put("component", event.component());
        json.put("reportingComponent", event.component()).put("reportingInstance", "");
        json.put("firstTimestamp", first)
                .put("lastTimestamp", time(clock.instant()))
                .putNull("eventTime");
        cluster.put(json);
    }

    private ObjectNode involved(ObjectNode about) {
        String revision = cluster.get(resource(about), namespace(about), name(about))
                .map(o -> Json.text(Json.parse(o), "metadata", "resourceVersion"))
                .orElse("");
        return Json.object()
                .put("kind", Json.text(about, "kind"))
                .put("namespace", namespace(about))
                .put("name", name(about))
                .put("uid", Json.text(about, "metadata", "uid"))
                .put("apiVersion", Json.text(about, "apiVersion"))
                .put("resourceVersion", revision);
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

    private static Resource resource(ObjectNode object) {
        return Resource.of(Json.text(object, "apiVersion"), Json.text(object, "kind"))
                .orElseThrow();
    }

    private static String namespace(ObjectNode object) {
        return Json.text(object, "metadata", "namespace");
    }

    private static String name(ObjectNode object) {
        return Json.text(object, "metadata", "name");
    }
}
