package io.github.tektoncourier.moment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One recorded run, state after state. The recording holds every stored condition, and of the rest of the status only
 * the last state; so each state is its condition with as much of the last status as Tekton had written by then:
 *
 * <ul>
 *   <li>nothing but the object before the first condition; no start time while it is pending by its spec;
 *   <li>as many entries of {@code retriesStatus} as there were {@code ToBeRetried} until then. On {@code ToBeRetried} the
 *       start time is gone and the old try's steps are still there, and they stay until the new pod runs;
 *   <li>while it runs, all of the try's steps as running containers, and all children;
 *   <li>skipped tasks from the first message on that counts any;
 *   <li>the last state is the recorded one, whole.
 * </ul>
 */
final class RecordedLife {

    private static final Instant CREATED = Instant.parse("2026-11-22T12:27:16Z");
    private static final Set<String> PENDING = Set.of("TaskRunPending", "PipelineRunPending");

    private final JsonNode recording;
    private final JsonNode last;
    private final RunKind kind;

    private RecordedLife(JsonNode recording) {
        this.recording = recording;
        this.last = recording.get("finalStatus");
        this.kind = RunKind.of(recording.get("kind").asText()).orElseThrow();
    }

    static List<RecordedLife> all(JsonNode sequences) {
        return stream(sequences.get("runs")).map(RecordedLife::new).toList();
    }

    String name() {
        return recording.get("name").asText();
    }

    /** The types of the CloudEvents that Tekton sent, in that order. */
    List<String> byTekton() {
        return stream(recording.get("cloudEvents"))
                .map(event -> event.get("type").asText())
                .toList();
    }

    boolean wasDeleted() {
        return stream(recording.get("states")).anyMatch(state -> state.has("deleted"));
    }

    List<Run> states() {
        List<JsonNode> stored = stream(recording.get("states"))
                .filter(state -> state.has("condition"))
                .toList();
        List<Run> states = new ArrayList<>();
        int attempts = 0;
        for (JsonNode state : stored) {
            ObjectNode object =
                    Snapshots.object(kind, name(), recording.get("uid").asText());
            if (state == stored.get(stored.size() - 1)) {
                object.set("status", last);
            } else if (!state.get("condition").isNull()) {
                attempts += reason(state).equals("ToBeRetried") ? 1 : 0;
                object.set("status", status(state, attempts));
            }
            states.add(Snapshots.run(kind, object));
        }
        return states;
    }

    private ObjectNode status(JsonNode state, int attempts) {
        ObjectNode status = Snapshots.JSON.createObjectNode();
        condition(status, state);
        JsonNode now = attempt(attempts);
        if (!PENDING.contains(reason(state)) && !reason(state).equals("ToBeRetried")) {
            copy("startTime", now, status);
        }
        for (int i = 0; i < attempts; i++) {
            status.withArray("retriesStatus").add(last.get("retriesStatus").get(i));
        }
        if (reason(state).equals("Running")) {
            copy("childReferences", last, status);
            running(now, status);
        } else if (attempts > 0) {
            copy("steps", attempt(attempts - 1), status);
        }
        if (state.at("/condition/message").asText().matches(".*Skipped: [1-9].*")) {
            copy("skippedTasks", last, status);
        }
        return status;
    }

    private JsonNode attempt(int number) {
        return number < last.path("retriesStatus").size()
                ? last.get("retriesStatus").get(number)
                : last;
    }

    private static void condition(ObjectNode status, JsonNode state) {
        ObjectNode condition = status.putArray("conditions").addObject();
        condition.setAll((ObjectNode) state.get("condition"));
        long millis = (long) (state.get("t").asDouble() * 1000);
        condition
                .put("type", "Succeeded")
                .put("lastTransitionTime", CREATED.plusMillis(millis).toString());
    }

    private static void running(JsonNode attempt, ObjectNode status) {
        ArrayNode steps = status.putArray("steps");
        for (JsonNode step : attempt.path("steps")) {
            ObjectNode running = steps.addObject();
            running.put("name", step.get("name").asText());
            running.putObject("running").set("startedAt", step.at("/terminated/startedAt"));
        }
    }

    private static void copy(String field, JsonNode from, ObjectNode to) {
        if (from.has(field)) {
            to.set(field, from.get(field));
        }
    }

    private static String reason(JsonNode state) {
        return state.get("condition").path("reason").asText();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
