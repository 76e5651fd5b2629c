package io.github.tektoncourier.cloudevent.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.text.LogText;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * CDEvents 0.5.1 in the CloudEvents binding: pipeline runs queued, started and finished, task runs started and finished.
 * What happens in between has no CDEvent.
 */
final class CdEvents implements Format {

    private static final String SPEC = "0.5.1";
    private static final String PIPELINE_RUN = "pipelinerun";
    private static final String TASK_RUN = "taskrun";

    /** Our types, and which subject's life and which of its moments they are. */
    private static final Map<String, String[]> TYPES = Map.ofEntries(
            type("pipelinerun.queued", PIPELINE_RUN, "queued"),
            type("pipelinerun.started", PIPELINE_RUN, "started"),
            type("pipelinerun.successful", PIPELINE_RUN, "finished"),
            type("pipelinerun.failed", PIPELINE_RUN, "finished"),
            type("taskrun.started", TASK_RUN, "started"),
            type("taskrun.successful", TASK_RUN, "finished"),
            type("taskrun.failed", TASK_RUN, "finished"),
            type("customrun.started", TASK_RUN, "started"),
            type("customrun.successful", TASK_RUN, "finished"),
            type("customrun.failed", TASK_RUN, "finished"));

    private static final Map<String, String> OUTCOMES = Map.of(
            "success", "success", "failure", "failure", "timeout", "failure", "cancelled", "cancel", "error", "error");

    private final RunLinks links;
    private final Clock clock;

    CdEvents(RunLinks links) {
        this(links, Clock.systemUTC());
    }

    CdEvents(RunLinks links, Clock clock) {
        this.links = links;
        this.clock = clock;
    }

    @Override
    public Optional<EventMessage> format(EventMessage event) {
        String[] subjectAndMoment = TYPES.get(event.get("type"));
        if (subjectAndMoment == null) {
            return Optional.empty();
        }
        RunJson.Found found = RunJson.find(event)
                .orElseThrow(() -> new FormatException("Event " + LogText.quoted(event.get("id"))
                        + " has no run in its data, so it has no form in cdevents."));
        String subject = subjectAndMoment[0];
        boolean finished = subjectAndMoment[1].equals("finished");
        ObjectNode cdEvent = PayloadType.JSON.objectNode();
        ObjectNode context = cdEvent.putObject("context")
                .put("specversion", SPEC)
                .put("id", event.get("id"))
                .put("source", source(event))
                .put("type", "dev.cdevents." + subject + "." + subjectAndMoment[1] + ".0.3.0")
                .put("timestamp", time(event, found));
        put(context, "chainId", event.get("partitionkey"));
        String id = id(event.get("namespace"), found.text("/metadata/name"));
        ObjectNode content = cdEvent.putObject("subject").put("id", id).putObject("content");
        content(content, subject, event, found);
        if (finished) {
            outcome(content, event, found);
        }
        return Optional.of(new EventMessage(attributes(context, id), RunJson.write(cdEvent)));
    }

    private void content(ObjectNode content, String subject, EventMessage event, RunJson.Found found) {
        if (subject.equals(PIPELINE_RUN)) {
            content.put("pipelineName", pipeline(event, found));
        } else {
            put(
                    content,
                    "taskName",
                    first(
                            event.get("task"),
                            found.text("/spec/taskRef/name"),
                            found.text("/spec/customRef/name"),
                            event.get("pipelinetask")));
            if (!event.get("pipelinerun").isEmpty()) {
                content.putObject("pipelineRun").put("id", id(event.get("namespace"), event.get("pipelinerun")));
            }
        }
        content.put("uri", links.to(found.kind(), event.get("namespace"), found.text("/metadata/name")));
    }

    /** Also before Tekton has set its label, and then as Tekton will: an embedded Pipeline is called after its run. */
    private static String pipeline(EventMessage event, RunJson.Found found) {
        return first(
                event.get("pipeline"),
                found.text("/spec/pipelineRef/name"),
                found.text("/metadata/generateName").replaceAll("-$", ""),
                found.text("/metadata/name"));
    }

    /** A failure that only a core Event told may have been a cancellation: the outcome is unknown and left out. */
    private static void outcome(ObjectNode content, EventMessage event, RunJson.Found found) {
        put(content, "outcome", OUTCOMES.getOrDefault(event.get("outcome"), ""));
        JsonNode condition = found.condition();
        if (event.get("type").endsWith(".failed.v1")
                && RunJson.text(condition.path("status")).equals("False")) {
            put(content, "errors", RunJson.text(condition.path("message")));
        }
    }

    /** The binding: each attribute is equal to what the context says. */
    private static Map<String, String> attributes(ObjectNode context, String subject) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        attributes.put("id", RunJson.text(context.path("id")));
        attributes.put("source", RunJson.text(context.path("source")));
        attributes.put("type", RunJson.text(context.path("type")));
        attributes.put("subject", subject);
        attributes.put("time", RunJson.text(context.path("timestamp")));
        attributes.put("datacontenttype", "application/json");
        return attributes;
    }

    /** Names the Tekton that told it, not the run. */
    private static String source(EventMessage event) {
        String cluster = event.get("cluster");
        return cluster.isEmpty()
                ? "/apis/tekton.dev"
                : "/clusters/" + PathSegment.encoded(cluster) + "/apis/tekton.dev";
    }

    /** A CDEvent must have a time. Only a file by hand has none at all; then it is the time of looking. */
    private String time(EventMessage event, RunJson.Found found) {
        return Stream.of(
                        event.get("time"),
                        RunJson.text(found.condition().path("lastTransitionTime")),
                        found.text("/status/startTime"),
                        found.text("/metadata/creationTimestamp"))
                .filter(CdEvents::isTime)
                .findFirst()
                .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static boolean isTime(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static String id(String namespace, String name) {
        return namespace + "/" + name;
    }

    private static String first(String... values) {
        return Stream.of(values).filter(value -> !value.isEmpty()).findFirst().orElse("");
    }

    private static void put(ObjectNode object, String name, String value) {
        if (!value.isEmpty()) {
            object.put(name, value);
        }
    }

    private static Map.Entry<String, String[]> type(String ours, String subject, String moment) {
        return Map.entry("dev.tekton.event." + ours + ".v1", new String[] {subject, moment});
    }
}
