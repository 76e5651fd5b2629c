package io.github.tektoncourier.journal;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.v1.CloudEventBuilder;
import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.run.Attempt;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.Scope;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Batches as the stages in front of the journal make them. */
public final class Batches {

    public static final Scope SCOPE = new Scope("test", "taskruns", "", "");

    private Batches() {}

    public static Run run(String uid, @Nullable String owner, String resourceVersion, int padding) {
        String json = "{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"" + uid
                + "\",\"resourceVersion\":\"" + resourceVersion + "\",\"uid\":\"" + uid + "\"},\"padding\":\""
                + padding(padding) + "\"}";
        return new Run(
                RunKind.TASK_RUN,
                uid,
                "ns-" + uid.charAt(0),
                uid,
                resourceVersion,
                Instant.EPOCH,
                null,
                Map.of(),
                Map.of(),
                owner,
                Attempt.NONE,
                List.of(),
                List.of(),
                0,
                json.getBytes(StandardCharsets.UTF_8));
    }

    /** Compresses about as badly as a run's JSON does. */
    private static String padding(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; text.length() < length; i++) {
            text.append("step-").append(i % 97).append("-container ").append(Integer.toHexString(i * 7919));
        }
        text.setLength(length);
        return text.toString();
    }

    /** Moments of a run, all new ones with an event. */
    public static Batch batch(String uid, String... moments) {
        return batch(run(uid, null, "1", 100), Change.Type.MODIFIED, moments);
    }

    public static Batch batch(Run run, Change.Type type, String... moments) {
        List<Batch.Entry> entries = new ArrayList<>();
        for (String moment : moments) {
            entries.add(new Batch.Entry(moment, event(run, moment)));
        }
        return new Batch(Change.ofRun(SCOPE, type, false, run), data(run), entries);
    }

    /** The end of a list. */
    public static Batch complete(String version) {
        return new Batch(Change.ofScope(SCOPE, Change.Type.LIST_COMPLETE, version), new byte[0], List.of());
    }

    public static Batch silent(String uid, String... moments) {
        List<Batch.Entry> entries = new ArrayList<>();
        for (String moment : moments) {
            entries.add(new Batch.Entry(moment, null));
        }
        return new Batch(Change.ofRun(SCOPE, Change.Type.LISTED, true, run(uid, null, "1", 10)), new byte[0], entries);
    }

    public static byte[] data(Run run) {
        return ("{\"taskRun\":" + new String(run.json(), StandardCharsets.UTF_8) + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    public static CloudEvent event(Run run, String moment) {
        CloudEventBuilder event = new CloudEventBuilder()
                .withId(run.uid() + "/" + moment)
                .withSource(URI.create("/apis/tekton.dev/v1/namespaces/" + run.namespace() + "/taskruns/" + run.name()))
                .withType("dev.tekton.event.taskrun." + moment + ".v1")
                .withSubject(run.name())
                .withTime(Instant.EPOCH.atOffset(ZoneOffset.UTC))
                .withDataContentType("application/json")
                .withExtension("kind", "taskrun")
                .withExtension("namespace", run.namespace())
                .withExtension("runuid", run.uid())
                .withExtension("partitionkey", run.partitionKey());
        if (moment.startsWith("failed")) {
            event.withExtension("outcome", "failure");
        }
        return event.build();
    }
}
