package io.github.tektoncourier.cloudevent.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.cloudevent.CloudEvents;
import io.github.tektoncourier.moment.Moments;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.InMemoryKnown;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.Scope;
import io.github.tektoncourier.schema.OnTheWire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the stages in front of a format make of a run. */
final class Told {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Path SHARED = Path.of(System.getProperty("courier.shared-data", "../shared/data"));

    private Told() {}

    /** Every event that the run proves. */
    static List<EventMessage> events(JsonNode run) throws IOException {
        return events(run, "");
    }

    static List<EventMessage> events(JsonNode run, String cluster) throws IOException {
        byte[] json = JSON.writeValueAsBytes(run);
        RunKind kind = RunKind.of(run.path("kind").asText()).orElseThrow();
        Run read = RunReader.readFile(kind, json, 0, json.length);
        Change change = Change.ofRun(new Scope("", "files", "", ""), Change.Type.LISTED, false, read);
        Batch batch = new CloudEvents(cluster, new InMemoryKnown()).cloudEvents(new Moments().moments(change));
        List<EventMessage> events = new ArrayList<>();
        for (Batch.Entry entry : batch.entries()) {
            CloudEvent event = entry.event();
            if (event != null) {
                events.add(EventMessage.of(event));
            }
        }
        return events;
    }

    /** Those that the format has, in it. */
    static List<EventMessage> in(Format format, JsonNode run) throws IOException {
        return events(run).stream()
                .map(format::format)
                .flatMap(Optional::stream)
                .peek(event -> OnTheWire.formatted(event.attributes(), event.data()))
                .toList();
    }

    static JsonNode data(EventMessage event) throws IOException {
        return JSON.readTree(event.data());
    }

    /** A file of the recordings, where they are at hand; says so where they are not. */
    static Optional<Path> shared(String file) {
        Path path = SHARED.resolve(file);
        if (!Files.isReadable(path)) {
            System.err.printf(
                    "NOTE: %s is not there, so only the cases in src/test/resources are checked. For the whole set, give"
                            + " its folder by -Dcourier.shared-data=DIR.%n",
                    path.toAbsolutePath().normalize());
            return Optional.empty();
        }
        return Optional.of(path);
    }
}
