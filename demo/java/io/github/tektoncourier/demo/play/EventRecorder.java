package io.github.tektoncourier.demo.play;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.demo.Json;
import io.github.tektoncourier.demo.kube.ApiResource;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/** Records core Events as client-go's recorder does: the same one again only counts up. */
final class EventRecorder {
    private final EmbeddedCluster cluster;
    private final Clock clock;
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, ObjectNode> first = new HashMap<>();

    EventRecorder(EmbeddedCluster cluster, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    /** Stores what a controller says about a stored object. */
    void record(ObjectNode about, Recording.Announced event) {
        String key = String.join(
                "|",
                Json.text(about, "metadata", "uid"),
                event.component(),
                event.type(),
                event.reason(),
                event.message());
        int count = counts.merge(key, 1, Integer::sum);
        ObjectNode json = first.computeIfAbsent(key, k -> first(about, event));
        cluster.put(json.deepCopy().put("count", count).put("lastTimestamp", now()));
    }

    /** Removes what was recorded, as the API server does after an hour. */
    void expire() {
        first.values()
                .forEach(e -> cluster.delete(
                        ApiResource.EVENTS, Json.text(e, "metadata", "namespace"), Json.text(e, "metadata", "name")));
    }

    private ObjectNode first(ObjectNode about, Recording.Announced event) {
        String namespace = Json.text(about, "metadata", "namespace");
        long nanos = ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant()) + counts.size();
        ObjectNode json = Json.object().put("apiVersion", "v1").put("kind", "Event");
        json.putObject("metadata")
                .put("name", Json.text(about, "metadata", "name") + "." + Long.toHexString(nanos))
                .put("namespace", namespace);
        json.set("involvedObject", involved(about, namespace));
        json.put("reason", event.reason()).put("type", event.type());
        if (!event.message().isEmpty()) {
            json.put("message", event.message());
        }
        json.putObject("source").put("component", event.component());
        json.put("reportingComponent", event.component()).put("reportingInstance", "");
        return json.put("firstTimestamp", now()).putNull("eventTime");
    }

    /** The reference names the version before the change it announces, as real ones do. */
    private static ObjectNode involved(ObjectNode about, String namespace) {
        return Json.object()
                .put("kind", Json.text(about, "kind"))
                .put("namespace", namespace)
                .put("name", Json.text(about, "metadata", "name"))
                .put("uid", Json.text(about, "metadata", "uid"))
                .put("apiVersion", Json.text(about, "apiVersion"))
                .put("resourceVersion", Json.text(about, "metadata", "resourceVersion"));
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
