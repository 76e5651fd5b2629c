package io.github.tektoncourier.run;

import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What {@link KubernetesEventReader} picks from a core/v1 Event. */
final class KubernetesEventFields implements StoredObject.Reader {

    final Metadata metadata = new Metadata();
    private final String[] involved = {"", "", "", "", ""};
    private String type = "";
    private String reason = "";
    private String message = "";
    private String reportingComponent = "";
    private String sourceComponent = "";
    private int count;
    private int seriesCount;
    private @Nullable Instant lastTimestamp;
    private @Nullable Instant lastObserved;
    private @Nullable Instant eventTime;
    private @Nullable Instant firstTimestamp;

    KubernetesEvent event(byte[] json, boolean trimmed) {
        return new KubernetesEvent(
                metadata.uid,
                metadata.namespace,
                metadata.name,
                metadata.resourceVersion,
                new KubernetesEvent.Involved(involved[0], involved[1], involved[2], involved[3], involved[4]),
                type,
                reason,
                message,
                Math.max(1, Math.max(count, seriesCount)),
                reportingComponent.isEmpty() ? sourceComponent : reportingComponent,
                first(lastTimestamp, lastObserved, eventTime, firstTimestamp),
                json,
                trimmed);
    }

    private static @Nullable Instant first(@Nullable Instant... times) {
        for (Instant time : times) {
            if (time != null) {
                return time;
            }
        }
        return null;
    }

    @Override
    public void member(String name, JsonCursor json) throws IOException {
        switch (name) {
            case "metadata" -> metadata.read(json);
            case "involvedObject" -> json.object(field -> involved(field, json));
            case "type" -> type = json.textOrEmpty();
            case "reason" -> reason = json.textOrEmpty();
            case "message" -> message = json.textOrEmpty();
            case "count" -> count = json.integer(0);
            case "reportingComponent" -> reportingComponent = json.textOrEmpty();
            case "source" -> json.object(field -> source(field, json));
            case "series" -> json.object(field -> series(field, json));
            case "lastTimestamp" -> lastTimestamp = json.time();
            case "eventTime" -> eventTime = json.time();
            case "firstTimestamp" -> firstTimestamp = json.time();
            default -> json.skip();
        }
    }

    @Override
    public String where() {
        return metadata.where();
    }

    private void involved(String field, JsonCursor json) throws IOException {
        switch (field) {
            case "apiVersion" -> involved[0] = json.textOrEmpty();
            case "kind" -> involved[1] = json.textOrEmpty();
            case "namespace" -> involved[2] = json.textOrEmpty();
            case "name" -> involved[3] = json.textOrEmpty();
            case "uid" -> involved[4] = json.textOrEmpty();
            default -> json.skip();
        }
    }

    private void source(String field, JsonCursor json) throws IOException {
        if (field.equals("component")) {
            sourceComponent = json.textOrEmpty();
        } else {
            json.skip();
        }
    }

    private void series(String field, JsonCursor json) throws IOException {
        switch (field) {
            case "count" -> seriesCount = json.integer(0);
            case "lastObservedTime" -> lastObserved = json.time();
            default -> json.skip();
        }
    }
}
