package io.github.tektoncourier.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.cloudevent.CloudEvents;
import io.github.tektoncourier.cloudevent.StructuredJson;
import io.github.tektoncourier.cloudevent.Trimming;
import io.github.tektoncourier.cloudevent.format.EventMessage;
import io.github.tektoncourier.cloudevent.format.Format;
import io.github.tektoncourier.cloudevent.format.RunLinks;
import io.github.tektoncourier.demo.play.PlayedRuns;
import io.github.tektoncourier.moment.Moments;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.InMemoryKnown;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Real events for the documents: recorded runs, through the same code as in the service, in structured mode. */
final class EventExamples {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T13:00:00Z"), ZoneOffset.UTC);

    private static final RunLinks LINKS =
            new RunLinks("https://dashboard.example.org/#/namespaces/{namespace}/{resource}/{name}", "");

    /** By hand, for what no recording that ships holds. */
    private static final List<String> MORE = List.of("/docs/pipelinerun-waits.yaml", "/docs/customrun-retried.yaml");

    /** Where another than the first one says more. */
    private static final Map<String, String> RATHER =
            Map.of("io.github.tektoncourier.taskrun.stepfinished.v1", "/stepfinished/0/test");

    private static final List<String> ORDER = List.of(
            "specversion",
            "id",
            "source",
            "type",
            "subject",
            "time",
            "datacontenttype",
            "dataschema",
            "sequence",
            "kind",
            "namespace",
            "runuid",
            "partitionkey",
            "cluster",
            "pipeline",
            "pipelinerun",
            "pipelinetask",
            "task");

    private final InMemoryKnown known = new InMemoryKnown();
    private final CloudEvents cloudEvents;
    private final List<ObjectNode> told = new ArrayList<>();
    private long sequence;

    private EventExamples(String cluster, long sequence) {
        this.cloudEvents = new CloudEvents(cluster, known, CLOCK);
        this.sequence = sequence;
    }

    /** All that one finished TaskRun in a cluster of a name proves. */
    static List<ObjectNode> life() {
        EventExamples examples = new EventExamples("prod-eu", 37);
        try (InputStream in =
                Objects.requireNonNull(EventExamples.class.getResourceAsStream("/docs/taskrun-failed.json"))) {
            byte[] bytes = in.readAllBytes();
            Run run = RunReader.read(RunKind.TASK_RUN, bytes, 0, bytes.length);
            examples.tell(Change.ofRun(new Scope("prod-eu", "taskruns", "", ""), Change.Type.MODIFIED, false, run));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return examples.told;
    }

    /** One event of each type. */
    static Map<String, ObjectNode> byType() {
        EventExamples examples = new EventExamples("", 1);
        lives().forEach(life -> life.forEach(examples::tell));
        Map<String, ObjectNode> byType = new TreeMap<>();
        for (ObjectNode event : examples.told) {
            String type = event.path("type").asText();
            boolean rather = event.path("id").asText().endsWith(RATHER.getOrDefault(type, "/none"));
            if (rather || !byType.containsKey(type)) {
                byType.put(type, event);
            }
        }
        return byType;
    }

    /** The end of a run that was gone when the courier came back. */
    static ObjectNode partial() {
        EventExamples examples = new EventExamples("", 1);
        List<Change> life = lives().get(0);
        Run running = life.stream()
                .map(Change::run)
                .filter(Objects::nonNull)
                .filter(run -> run.condition()
                        .map(condition -> condition.reason().equals("Running"))
                        .orElse(false))
                .findFirst()
                .orElseThrow();
        Change end = life.stream()
                .filter(change ->
                        change.event() != null && change.event().reason().equals("Succeeded"))
                .findFirst()
                .orElseThrow();
        examples.tell(Change.recovered(end.scope(), running, Objects.requireNonNull(end.event())));
        return examples.told.get(0);
    }

    /** What is left of an event for a receiver that takes next to nothing. */
    static ObjectNode trimmed() {
        ObjectNode event =
                byType().get("dev.tekton.event.pipelinerun.successful.v1").deepCopy();
        byte[] data = event.get("data").toString().getBytes(StandardCharsets.UTF_8);
        try {
            event.set("data", JSON.readTree(Trimming.trim(data, Trimming.LAST)));
            return ordered(event.put(Trimming.EXTENSION, "true"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One event of each type that Tekton has, as Tekton's own controller would send it. */
    static Map<String, ObjectNode> inTektonV1() {
        Map<String, ObjectNode> formatted = new TreeMap<>();
        byType().values().forEach(event -> formatted("tektonv1", event)
                .ifPresent(made -> formatted.put(made.path("type").asText(), made)));
        return formatted;
    }

    /** One CDEvent of each type, of a PipelineRun that fails and one of its TaskRuns. */
    static Map<String, ObjectNode> inCdEvents() {
        EventExamples examples = new EventExamples("", 1);
        lives().stream()
                .filter(life -> life.stream()
                        .anyMatch(change ->
                                change.run() != null && change.run().name().startsWith("build-api")))
                .forEach(life -> life.forEach(examples::tell));
        Map<String, ObjectNode> formatted = new TreeMap<>();
        // of two of a type the later one: a TaskRun that failed says more than one that did not
        examples.told.forEach(event -> formatted("cdevents", event)
                .ifPresent(made -> formatted.put(made.path("type").asText(), made)));
        return formatted;
    }

    private static Optional<ObjectNode> formatted(String format, ObjectNode event) {
        Map<String, String> attributes = new LinkedHashMap<>();
        event.properties()
                .forEach(attribute ->
                        attributes.put(attribute.getKey(), attribute.getValue().asText()));
        attributes.remove("data");
        byte[] data = event.get("data").toString().getBytes(StandardCharsets.UTF_8);
        return Format.named(format, LINKS)
                .format(new EventMessage(attributes, data))
                .map(made -> {
                    try {
                        return ordered(
                                (ObjectNode) JSON.readTree(StructuredJson.encode(made.attributes(), made.data())));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private static List<List<Change>> lives() {
        return Stream.concat(PlayedRuns.shipped().stream(), MORE.stream().map(PlayedRuns::of))
                .toList();
    }

    private void tell(Change change) {
        for (Batch.Entry entry :
                cloudEvents.cloudEvents(new Moments().moments(change)).entries()) {
            CloudEvent event = entry.event();
            if (event != null) {
                known.tell(Objects.requireNonNull(change.run()).uid(), entry.moment());
                told.add(read(event));
            }
        }
    }

    /** As the journal hands it out, in the order in which the documents name the attributes. */
    private ObjectNode read(CloudEvent event) {
        try {
            ObjectNode json = (ObjectNode) JSON.readTree(StructuredJson.encode(event));
            json.put("sequence", String.format("%020d", sequence++));
            return ordered(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode ordered(ObjectNode event) {
        ObjectNode ordered = JSON.createObjectNode();
        ORDER.stream().filter(event::has).forEach(name -> ordered.set(name, event.get(name)));
        Map<String, JsonNode> rest = new TreeMap<>();
        event.properties().forEach(attribute -> rest.put(attribute.getKey(), attribute.getValue()));
        ORDER.forEach(rest::remove);
        rest.forEach(ordered::set);
        JsonNode data = ordered.remove("data");
        if (data != null) {
            ordered.set("data", data);
        }
        return ordered;
    }
}
