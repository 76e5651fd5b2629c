package io.github.tektoncourier.sinktest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.tektoncourier.demo.play.Recording;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every state of the runs of a recording of the demo, with names, UIDs and times that are always the same. */
final class RecordedStates {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern BLANK = Pattern.compile("\\{(id|now|at:(\\d+)|uid:(\\w+)|name:(\\w+))}");
    private static final Instant BEGAN = Instant.parse("2026-01-05T10:00:00Z");

    private final Recording recording;
    private final Map<String, ObjectNode> objects = new LinkedHashMap<>();
    private long now;

    private RecordedStates(Recording recording) {
        this.recording = recording;
    }

    /** One state a line. */
    static String of(Recording recording) {
        RecordedStates states = new RecordedStates(recording);
        StringBuilder lines = new StringBuilder();
        for (Recording.Step step : recording.steps()) {
            states.now = step.at();
            boolean changes = step.creates() || !step.patch().isEmpty();
            ObjectNode object = states.after(step);
            if (changes) {
                lines.append(object).append('\n');
            }
        }
        return lines.toString();
    }

    private ObjectNode after(Recording.Step step) {
        if (step.creates()) {
            ObjectNode object = (ObjectNode) filled(recording.objects().get(step.object()));
            object.withObject("/metadata")
                    .put("uid", uid(step.object()))
                    .put(
                            "creationTimestamp",
                            BEGAN.plusMillis(now)
                                    .truncatedTo(ChronoUnit.SECONDS)
                                    .toString());
            objects.put(step.object(), object);
            return object;
        }
        ObjectNode object = objects.get(step.object());
        merge(object, filled(step.patch()));
        return object;
    }

    private static void merge(ObjectNode into, JsonNode patch) {
        for (Map.Entry<String, JsonNode> member : patch.properties()) {
            if (member.getValue().isNull()) {
                into.remove(member.getKey());
            } else if (member.getValue().isObject() && into.get(member.getKey()) instanceof ObjectNode inner) {
                merge(inner, member.getValue());
            } else {
                into.set(member.getKey(), member.getValue());
            }
        }
    }

    private JsonNode filled(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JSON.createObjectNode();
            object.properties().forEach(member -> copy.set(member.getKey(), filled(member.getValue())));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JSON.createArrayNode();
            array.forEach(one -> copy.add(filled(one)));
            return copy;
        }
        return node.isTextual()
                ? TextNode.valueOf(BLANK.matcher(node.asText()).replaceAll(m -> Matcher.quoteReplacement(blank(m))))
                : node;
    }

    private String blank(MatchResult blank) {
        String word = blank.group(1);
        if (word.equals("id")) {
            return "x7k2p";
        }
        if (word.startsWith("uid:")) {
            return uid(blank.group(3));
        }
        if (word.startsWith("name:")) {
            return filled(recording.objects().get(blank.group(4)).at("/metadata/name"))
                    .asText();
        }
        long at = word.equals("now") ? now : Long.parseLong(blank.group(2));
        return BEGAN.plusMillis(at).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private String uid(String object) {
        return UUID.nameUUIDFromBytes((recording.title() + object).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
