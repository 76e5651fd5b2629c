package io.github.tektoncourier.kamelet.slack;

import io.github.tektoncourier.run.Attempt;
import io.github.tektoncourier.run.Run;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells of the run at the root of an event, as it stands now, whichever of its runs the event is about. */
final class RootStory {

    private RootStory() {}

    /** The UID of the root. */
    static String uid(SlackStory event) {
        String key = event.attribute("partitionkey");
        return key.isEmpty() ? event.attribute("runuid") : key;
    }

    /**
     * The story of a root, without the runs that it controls.
     *
     * @param root as it is known now
     * @param deleted whether it was deleted before it ended
     */
    static SlackStory of(SlackStory event, Run root, boolean deleted) {
        Map<String, String> attributes = new HashMap<>();
        String kind = root.kind().lower();
        attributes.put("type", "dev.tekton.event." + kind + "." + moment(root, deleted) + ".v1");
        attributes.put("kind", kind);
        attributes.put("namespace", root.namespace());
        attributes.put("subject", root.name());
        attributes.put("runuid", root.uid());
        attributes.put("partitionkey", root.uid());
        put(attributes, "cluster", event.attributes().get("cluster"));
        put(attributes, "pipeline", root.labels().get("tekton.dev/pipeline"));
        put(attributes, "task", root.labels().get("tekton.dev/task"));
        time(root).ifPresent(time -> attributes.put("time", time.toString()));
        return new SlackStory(attributes, root, null, List.of());
    }

    private static String moment(Run root, boolean deleted) {
        Optional<RunEnd> end = RunEnd.of(null, root.condition().orElse(null));
        if (end.isPresent()) {
            return end.get() == RunEnd.SUCCESS ? "successful" : "failed";
        }
        return deleted ? "deleted" : root.current().startTime() == null ? "queued" : "running";
    }

    /** When it ended, or else began: the same for the same state. */
    private static Optional<Instant> time(Run root) {
        Attempt attempt = root.current();
        if (!root.done()) {
            return Optional.ofNullable(attempt.startTime() != null ? attempt.startTime() : root.created());
        }
        return Optional.ofNullable(
                attempt.completionTime() != null
                        ? attempt.completionTime()
                        : root.condition().map(c -> c.lastTransitionTime()).orElse(null));
    }

    private static void put(Map<String, String> attributes, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            attributes.put(name, value);
        }
    }
}
