package io.github.tektoncourier.cloudevent;

import io.cloudevents.core.v1.CloudEventBuilder;
import io.github.tektoncourier.moment.Moment;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import org.jspecify.annotations.Nullable;

/** Writes an event's extensions: absent when unknown, never empty. */
final class Extensions {

    private static final String LABEL = "tekton.dev/";

    private final CloudEventBuilder event;

    Extensions(CloudEventBuilder event) {
        this.event = event;
    }

    void put(String name, @Nullable String value) {
        String text = AttributeText.text(value);
        if (text != null) {
            event.withExtension(name, text);
        }
    }

    void of(Run run, Moment moment) {
        put("kind", run.kind().lower());
        put("namespace", run.namespace());
        put("runuid", run.uid());
        put("partitionkey", run.partitionKey());
        put("pipeline", label(run, "pipeline"));
        put("pipelinerun", pipelineRun(run));
        put("pipelinetask", moment.pipelineTask() != null ? moment.pipelineTask() : label(run, "pipelineTask"));
        String task = label(run, "task");
        put("task", task != null ? task : label(run, "clusterTask"));
        put("traceparent", Trace.parent(run));
        of(moment);
    }

    private void of(Moment moment) {
        put("reason", moment.reason());
        put("attempt", text(moment.attempt()));
        put("outcome", moment.outcome());
        put("step", moment.step());
        put("exitcode", text(moment.exitCode()));
        put("partial", moment.partial() ? "true" : null);
    }

    private static @Nullable String text(@Nullable Integer number) {
        return number == null ? null : Integer.toString(number);
    }

    /** The one it belongs to: that which made it, else itself. */
    private static @Nullable String pipelineRun(Run run) {
        String label = label(run, "pipelineRun");
        return label == null && run.kind() == RunKind.PIPELINE_RUN ? run.name() : label;
    }

    private static @Nullable String label(Run run, String name) {
        return run.labels().get(LABEL + name);
    }
}
