package io.github.tektoncourier.routes.check.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.cloudevent.CloudEvents;
import io.github.tektoncourier.cloudevent.HeaderNames;
import io.github.tektoncourier.moment.Moments;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.InMemoryKnown;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.Scope;
import io.github.tektoncourier.run.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The events of the recorded runs that ship: what happens to runs in any cluster. */
public final class RecordedEvents {

    private static final String FOLDER = "/io/github/tektoncourier/sinktest/recordings/";

    /** What the recordings are called. */
    public static final List<String> NAMES = List.of(
            "pipelinerun-fails",
            "pipelinerun-skips-a-task",
            "pipelinerun-with-a-custom-run",
            "taskrun-cancelled",
            "taskrun-fails-in-a-step",
            "taskrun-retries",
            "taskrun-succeeds",
            "taskrun-times-out");

    private static final Scope SCOPE = new Scope("", "recordings", "", "");

    private RecordedEvents() {}

    /**
     * One event.
     *
     * @param headers as a route sees them
     */
    record Recorded(Map<String, Object> headers, byte[] data) {

        /** An attribute; empty where the event has none. */
        String get(String attribute) {
            return String.valueOf(headers.getOrDefault(HeaderNames.of(attribute), ""));
        }
    }

    private static final class Once {
        private static final List<Recorded> EVENTS = read();
    }

    /** All of them, read once. */
    static List<Recorded> all() {
        return Once.EVENTS;
    }

    private static List<Recorded> read() {
        InMemoryKnown known = new InMemoryKnown();
        CloudEvents cloudEvents = new CloudEvents("", known);
        Moments moments = new Moments();
        List<Recorded> events = new ArrayList<>();
        ObjectMapper mapper = new ObjectMapper();
        for (String name : NAMES) {
            try (InputStream in = RecordedEvents.class.getResourceAsStream(FOLDER + name + ".json");
                    var states = mapper.readerFor(JsonNode.class).<JsonNode>readValues(in)) {
                while (states.hasNext()) {
                    JsonNode state = states.next();
                    byte[] json = mapper.writeValueAsBytes(state);
                    RunKind kind = RunKind.of(state.path("kind").asText()).orElseThrow();
                    Change change = Change.ofRun(
                            SCOPE, Change.Type.LISTED, false, RunReader.readFile(kind, json, 0, json.length));
                    add(cloudEvents.cloudEvents(moments.moments(change)), known, events);
                }
            } catch (IOException | UnreadableException e) {
                throw new IllegalStateException("the recording " + name + " of the jar cannot be read", e);
            }
        }
        return List.copyOf(events);
    }

    private static void add(Batch batch, InMemoryKnown known, List<Recorded> events) {
        String uid = batch.change().run() == null ? "" : batch.change().run().uid();
        for (Batch.Entry entry : batch.entries()) {
            CloudEvent event = entry.event();
            boolean unused = known.tell(uid, entry.moment());
            if (event != null) {
                Map<String, Object> headers = new TreeMap<>();
                event.getAttributeNames().forEach(name -> put(headers, name, event.getAttribute(name)));
                event.getExtensionNames().forEach(name -> put(headers, name, event.getExtension(name)));
                events.add(new Recorded(headers, batch.data()));
            }
        }
    }

    private static void put(Map<String, Object> headers, String name, @org.jspecify.annotations.Nullable Object value) {
        if (value != null) {
            headers.put(HeaderNames.of(name), value.toString());
        }
    }
}
