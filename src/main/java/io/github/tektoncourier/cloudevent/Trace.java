package io.github.tektoncourier.cloudevent;

import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the trace that Tekton left on a run, so that a receiver's spans join it. */
final class Trace {

    private static final Pattern TRACEPARENT = Pattern.compile(
            "\"traceparent\"\\s*:\\s*\"((?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2})\"");

    private Trace() {}

    /** W3C traceparent; the run's own before that of its PipelineRun, whose annotations Tekton copies. */
    static @Nullable String parent(Run run) {
        if (run.annotations().isEmpty()) {
            return null;
        }
        for (RunKind kind : List.of(run.kind(), RunKind.PIPELINE_RUN)) {
            String context = run.annotations().get(RunKind.GROUP + "/" + kind.lower() + "SpanContext");
            Matcher found = context == null ? null : TRACEPARENT.matcher(context);
            if (found != null && found.find()) {
                return found.group(1);
            }
        }
        return null;
    }
}
