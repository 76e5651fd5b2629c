package io.github.tektoncourier.run;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One core/v1 Event about a run or a run's pod: a hint, never the truth about the run's life.
 *
 * @param count how often it was seen; 1 when the field is absent
 * @param component {@code reportingComponent}, else {@code source.component}
 * @param time last timestamp, else event time, else first timestamp
 * @param json the Event as it goes into data, without managedFields
 * @param trimmed whether values that nest deeper than {@link Nesting#DEEPEST} levels were cut out of {@code json}
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
        byte[] json,
        boolean trimmed) {

    /** An Event of which nothing was cut. */
    public KubernetesEvent(
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
        this(
                uid,
                namespace,
                name,
                resourceVersion,
                involved,
                type,
                reason,
                message,
                count,
                component,
                time,
                json,
                false);
    }

    /** The same without the bytes, for callers that need its fields only. */
    public KubernetesEvent withoutJson() {
        return new KubernetesEvent(
                uid,
                namespace,
                name,
                resourceVersion,
                involved,
                type,
                reason,
                message,
                count,
                component,
                time,
                new byte[0]);
    }

    /** {@code involvedObject}, as the author of the Event wrote it: anything can be in it. */
    public record Involved(String apiVersion, String kind, String namespace, String name, String uid) {

        private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
        private static final Pattern UID = Pattern.compile("[A-Za-z0-9-]{1,64}");

        /** The run it is, where an API server could hold such a run. */
        public Optional<KnownRun> run() {
            return apiVersion.startsWith(RunKind.GROUP + "/") && sound()
                    ? RunKind.of(kind)
                            .filter(found -> found.kind().equals(kind))
                            .map(found -> new KnownRun(found, uid, namespace, name))
                    : Optional.empty();
        }

        /** Whether it is a pod that an API server could hold. */
        public boolean isPod() {
            return kind.equals("Pod") && apiVersion.equals("v1") && sound();
        }

        private boolean sound() {
            return NAME.matcher(name).matches()
                    && NAME.matcher(namespace).matches()
                    && UID.matcher(uid).matches();
        }
    }
}
