package io.github.tektoncourier.run;

import java.util.Locale;
import java.util.Optional;

/** The three kinds of Tekton objects that run, with every name the field has for them. */
public enum RunKind {
    TASK_RUN("TaskRun", "taskruns", "taskRun", "v1"),
    PIPELINE_RUN("PipelineRun", "pipelineruns", "pipelineRun", "v1"),
    CUSTOM_RUN("CustomRun", "customruns", "customRun", "v1beta1");

    public static final String GROUP = "tekton.dev";

    private final String kind;
    private final String plural;
    private final String dataKey;
    private final String version;

    RunKind(String kind, String plural, String dataKey, String version) {
        this.kind = kind;
        this.plural = plural;
        this.dataKey = dataKey;
        this.version = version;
    }

    /** {@code TaskRun}, as in an object's {@code kind}. */
    public String kind() {
        return kind;
    }

    /** {@code taskruns}, as in API paths and in {@code courier.kinds}. */
    public String plural() {
        return plural;
    }

    /** {@code taskrun}, as in event types and the extension {@code kind}. */
    public String lower() {
        return kind.toLowerCase(Locale.ROOT);
    }

    /** {@code taskRun}, the root key of an event's data. */
    public String dataKey() {
        return dataKey;
    }

    /** {@code tekton.dev/v1}: the version that is watched and put into data. */
    public String apiVersion() {
        return GROUP + "/" + version;
    }

    /** {@code v1}, the last part of {@link #apiVersion()}. */
    public String version() {
        return version;
    }

    /** Finds a kind by {@code TaskRun} or {@code taskruns}. */
    public static Optional<RunKind> of(String kindOrPlural) {
        for (RunKind candidate : values()) {
            if (candidate.kind.equals(kindOrPlural) || candidate.plural.equals(kindOrPlural)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
