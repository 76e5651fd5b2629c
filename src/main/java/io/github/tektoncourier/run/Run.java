package io.github.tektoncourier.run;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One snapshot of a TaskRun, PipelineRun or CustomRun: what the stages need of its JSON, read in one pass, beside the
 * bytes themselves.
 *
 * @param created {@code metadata.creationTimestamp}; absent only in hand-made files
 * @param labels those that start with {@code tekton.dev/}, no others
 * @param annotations those that start with {@code tekton-courier.io/} or hold Tekton's span context, no others
 * @param ownerUid UID of the controlling PipelineRun by ownerReference
 * @param current the status as it stands
 * @param retries {@code status.retriesStatus}, oldest first; their number is the current attempt's number
 * @param children number of {@code status.childReferences}; in v1beta1 files of old, of {@code taskRuns} and {@code runs}
 * @param json the object as it goes into events: with {@code apiVersion} and {@code kind}, without
 *     {@code metadata.managedFields} and {@code kubectl.kubernetes.io/last-applied-configuration}. Never changed.
 * @param trimmed whether values that nest deeper than {@link Nesting#DEEPEST} levels were cut out of {@code json}
 */
public record Run(
        RunKind kind,
        String uid,
        String namespace,
        String name,
        String resourceVersion,
        @Nullable Instant created,
        @Nullable Instant deleted,
        Map<String, String> labels,
        Map<String, String> annotations,
        @Nullable String ownerUid,
        Attempt current,
        List<Attempt> retries,
        List<SkippedTask> skipped,
        int children,
        byte[] json,
        boolean trimmed) {

    public Run {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        retries = List.copyOf(retries);
        skipped = List.copyOf(skipped);
    }

    /** A run of which nothing was cut. */
    public Run(
            RunKind kind,
            String uid,
            String namespace,
            String name,
            String resourceVersion,
            @Nullable Instant created,
            @Nullable Instant deleted,
            Map<String, String> labels,
            Map<String, String> annotations,
            @Nullable String ownerUid,
            Attempt current,
            List<Attempt> retries,
            List<SkippedTask> skipped,
            int children,
            byte[] json) {
        this(
                kind,
                uid,
                namespace,
                name,
                resourceVersion,
                created,
                deleted,
                labels,
                annotations,
                ownerUid,
                current,
                retries,
                skipped,
                children,
                json,
                false);
    }

    /** The condition {@code Succeeded}, where the run has one. */
    public Optional<Condition> condition() {
        return Optional.ofNullable(current.condition());
    }

    /** Whether the run has ended. */
    public boolean done() {
        return condition().map(Condition::terminal).orElse(false);
    }

    /** Which try this is, from 0. */
    public int attempt() {
        return retries.size();
    }

    /** What keeps events together and in order: the controlling PipelineRun's UID, else the run's own. */
    public String partitionKey() {
        return ownerUid != null ? ownerUid : uid;
    }

    /** Where a person finds it: {@code namespace/name}. */
    public String where() {
        return namespace + "/" + name;
    }
}
