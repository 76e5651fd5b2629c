package io.github.tektoncourier.demo.play;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.tektoncourier.demo.Json;
import io.github.tektoncourier.demo.kube.Patch;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.KubernetesEventReader;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Plays a recording without a cluster and without a clock, the same each time: what a watch would have told of it. */
public final class PlayedRuns {

    private static final Pattern BLANK = Pattern.compile("\\{(id|now|at:(\\d+)|uid:(\\w+)|name:(\\w+))}");
    private static final Instant BEGAN = Instant.parse("2026-11-22T12:00:00Z");

    private final Recording recording;
    private final Map<String, ObjectNode> stored = new LinkedHashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private long version = 81_000;

    private PlayedRuns(Recording recording) {
        this.recording = recording;
    }

    /** Every recording that ships. */
    public static List<List<Change>> shipped() {
        return Recording.shipped().stream().map(PlayedRuns::play).toList();
    }

    /** One on the class path. */
    public static List<Change> of(String resource) {
        return play(Recording.read(resource));
    }

    private static List<Change> play(Recording recording) {
        PlayedRuns played = new PlayedRuns(recording);
        recording.steps().forEach(played::perform);
        long end = recording.steps().get(recording.steps().size() - 1).at();
        List.copyOf(played.stored.keySet()).forEach(name -> played.delete(name, end + 3_600_000));
        return played.changes;
    }

    private void perform(Recording.Step step) {
        String name = step.object();
        if (step.creates()) {
            stored.put(name, created(name, step.at()));
            tell(name, Change.Type.ADDED);
            return;
        }
        step.events().stream()
                .filter(announced -> !announced.reason().equals("CloudEventSent")) // never forwarded
                .forEach(announced -> record(name, announced, step.at()));
        if (!step.patch().isEmpty()) {
            Patch.merge(object(name), (ObjectNode) filled(step.patch(), step.at()));
            tell(name, Change.Type.MODIFIED);
        }
    }

    private ObjectNode created(String name, long at) {
        ObjectNode recorded =
                (ObjectNode) filled(Objects.requireNonNull(recording.objects().get(name)), at);
        ObjectNode metadata = Json.object();
        metadata.set("name", recorded.at("/metadata/name"));
        metadata.set("namespace", recorded.at("/metadata/namespace"));
        metadata.put("uid", uid(name))
                .put("resourceVersion", "")
                .put("generation", 1)
                .put("creationTimestamp", time(at));
        metadata.setAll((ObjectNode) recorded.get("metadata"));
        recorded.set("metadata", metadata);
        return recorded;
    }

    private void delete(String name, long at) {
        object(name).withObjectProperty("metadata").put("deletionTimestamp", time(at));
        tell(name, Change.Type.DELETED);
    }

    private void tell(String name, Change.Type type) {
        object(name).withObjectProperty("metadata").put("resourceVersion", Long.toString(++version));
        Run run = run(name);
        changes.add(Change.ofRun(scope(run.kind().plural()), type, false, run));
    }

    private void record(String name, Recording.Announced announced, long at) {
        ObjectNode about = object(name);
        String key = announced.component() + announced.reason() + announced.message() + at;
        ObjectNode event = Json.object().put("apiVersion", "v1").put("kind", "Event");
        event.putObject("metadata")
                .put("name", Json.text(about, "metadata", "name") + "." + Integer.toHexString(key.hashCode()))
                .put("namespace", Json.text(about, "metadata", "namespace"))
                .put("uid", uid(name + key))
                .put("resourceVersion", Long.toString(++version))
                .put("creationTimestamp", time(at));
        event.putObject("involvedObject")
                .put("apiVersion", Json.text(about, "apiVersion"))
                .put("kind", Json.text(about, "kind"))
                .put("namespace", Json.text(about, "metadata", "namespace"))
                .put("name", Json.text(about, "metadata", "name"))
                .put("uid", uid(name))
                .put("resourceVersion", Json.text(about, "metadata", "resourceVersion"));
        event.put("reason", announced.reason());
        if (!announced.message().isEmpty()) {
            event.set("message", filled(TextNode.valueOf(announced.message()), at));
        }
        event.putObject("source").put("component", announced.component());
        event.put("firstTimestamp", time(at))
                .put("lastTimestamp", time(at))
                .put("count", 1)
                .put("type", announced.type());
        event.putNull("eventTime")
                .put("reportingComponent", announced.component())
                .put("reportingInstance", "");
        byte[] json = bytes(event);
        changes.add(Change.ofEvent(
                        scope("events"), Change.Type.ADDED, false, KubernetesEventReader.read(json, 0, json.length))
                .withRun(run(name)));
    }

    private Run run(String name) {
        ObjectNode object = object(name);
        byte[] json = bytes(object);
        return RunReader.read(RunKind.of(Json.text(object, "kind")).orElseThrow(), json, 0, json.length);
    }

    private ObjectNode object(String name) {
        return Objects.requireNonNull(stored.get(name), () -> name + " changes before it is created");
    }

    private static Scope scope(String plural) {
        return new Scope("c", plural, "", "");
    }

    private static byte[] bytes(ObjectNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private JsonNode filled(JsonNode node, long at) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = Json.object();
            object.properties().forEach(e -> copy.set(e.getKey(), filled(e.getValue(), at)));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = Json.MAPPER.createArrayNode();
            array.forEach(e -> copy.add(filled(e, at)));
            return copy;
        }
        return node.isTextual()
                ? TextNode.valueOf(BLANK.matcher(node.asText()).replaceAll(m -> Matcher.quoteReplacement(blank(m, at))))
                : node;
    }

    private String blank(MatchResult blank, long at) {
        String word = blank.group(1);
        if (word.equals("id")) {
            return "x7k2p";
        }
        if (word.equals("now")) {
            return time(at);
        }
        if (word.startsWith("at:")) {
            return time(Long.parseLong(blank.group(2)));
        }
        return word.startsWith("uid:")
                ? uid(blank.group(3))
                : filled(Objects.requireNonNull(recording.objects().get(blank.group(4))), at)
                        .at("/metadata/name")
                        .asText();
    }

    /** One of those that look like any other, from the names alone. */
    private String uid(String name) {
        return UUID.nameUUIDFromBytes((recording.title() + name).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** Recordings play ten times as fast as life. */
    private static String time(long at) {
        return BEGAN.plusMillis(at * 10).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
