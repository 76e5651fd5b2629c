package io.github.tektoncourier.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One core/v1 Event about a run or a run's pod: a hint, never the truth about the run's life.
 *
 * @param count how often it was seen; 1 when the field is absent
 * @param component {@code reportingComponent}, else {@code source.component}
 * @param time last timestamp, else event time, else first timestamp
 * @param json the Event as it goes into data, without managedFields
 */
public record KubernetesEvent(
        String uid,
        String namespace,
        String name,
        String resourceVersion,
        Involved involved,
        String type,
        String reason,
        String message,
        int count,
        String component,
        @Nullable Instant time,
        byte[] json) {

    /** {@code involvedObject}. */
    public record Involved(String apiVersion, String kind, String namespace, String name, String uid) {}
}
