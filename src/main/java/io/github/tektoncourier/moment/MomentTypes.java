package io.github.tektoncourier.moment;

import static io.github.tektoncourier.moment.MomentType.ours;
import static io.github.tektoncourier.moment.MomentType.tekton;
import static io.github.tektoncourier.moment.Provability.LASTING;
import static io.github.tektoncourier.moment.Provability.OBSERVED;
import static io.github.tektoncourier.moment.Provability.PASSING;
import static io.github.tektoncourier.run.RunKind.CUSTOM_RUN;
import static io.github.tektoncourier.run.RunKind.PIPELINE_RUN;
import static io.github.tektoncourier.run.RunKind.TASK_RUN;

import io.github.tektoncourier.run.RunKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The table of moments, in the order in which they happen within one try (docs/events.md, "Types"). */
final class MomentTypes {

    private static final Set<RunKind> TASKS = Set.of(TASK_RUN);
    private static final Set<RunKind> PIPELINES = Set.of(PIPELINE_RUN);
    private static final Set<RunKind> CUSTOM = Set.of(CUSTOM_RUN);
    private static final Set<RunKind> TASKS_AND_PIPELINES = Set.of(TASK_RUN, PIPELINE_RUN);
    private static final Set<RunKind> RETRIED = Set.of(TASK_RUN, CUSTOM_RUN);
    private static final Set<RunKind> ALL = Set.of(RunKind.values());

    static final MomentType SUCCESSFUL = tekton(ALL, "successful", LASTING, RunProofs::succeeded);
    static final MomentType FAILED = tekton(ALL, "failed", LASTING, RunProofs::failed);

    /** Moments that a snapshot proves. */
    static final List<MomentType> TABLE = List.of(
            tekton(TASKS_AND_PIPELINES, "queued", LASTING, RunProofs::exists),
            tekton(TASKS_AND_PIPELINES, "started", LASTING, RunProofs::started),
            tekton(TASKS_AND_PIPELINES, "running", LASTING, RunProofs::worked),
            tekton(TASKS_AND_PIPELINES, "running", PASSING, RunProofs::saysItRuns),
            ours(TASKS, "stepstarted", LASTING, StepProofs::started),
            ours(TASKS, "stepfinished", LASTING, StepProofs::finished),
            tekton(TASKS_AND_PIPELINES, "unknown", PASSING, RunProofs::waits),
            tekton(CUSTOM, "started", LASTING, RunProofs::exists),
            tekton(CUSTOM, "running", PASSING, RunProofs::goesOn),
            ours(RETRIED, "retried", LASTING, RunProofs::retried),
            ours(PIPELINES, "taskskipped", OBSERVED, RunProofs::skipped),
            SUCCESSFUL,
            FAILED);

    /** Moments that only a change proves. */
    static final MomentType DELETED = ours(ALL, "deleted", OBSERVED, run -> List.of());

    static final MomentType KUBERNETES_EVENT = ours(ALL, "kubernetesevent", OBSERVED, run -> List.of());

    private static final Map<RunKind, List<MomentType>> BY_KIND = byKind();

    private MomentTypes() {}

    static List<MomentType> of(RunKind kind) {
        return BY_KIND.getOrDefault(kind, List.of());
    }

    private static Map<RunKind, List<MomentType>> byKind() {
        Map<RunKind, List<MomentType>> rows = new EnumMap<>(RunKind.class);
        for (RunKind kind : RunKind.values()) {
            rows.put(kind, TABLE.stream().filter(row -> row.type(kind) != null).toList());
        }
        return rows;
    }
}
