package io.github.tektoncourier.moment;

import static io.github.tektoncourier.moment.Endurance.LASTING;
import static io.github.tektoncourier.moment.Endurance.PASSING;
import static io.github.tektoncourier.moment.MomentType.tekton;
import static io.github.tektoncourier.run.RunKind.CUSTOM_RUN;
import static io.github.tektoncourier.run.RunKind.PIPELINE_RUN;
import static io.github.tektoncourier.run.RunKind.TASK_RUN;

import io.github.tektoncourier.run.RunKind;
import java.util.List;
import java.util.Set;

/** What can happen to a run, in the order in which it happens (docs/events.md, "Moments"). */
final class MomentTypes {

    private static final Set<RunKind> TASKS_AND_PIPELINES = Set.of(TASK_RUN, PIPELINE_RUN);
    private static final Set<RunKind> CUSTOM = Set.of(CUSTOM_RUN);
    private static final Set<RunKind> ALL = Set.of(RunKind.values());

    static final List<MomentType> TABLE = List.of(
            tekton(TASKS_AND_PIPELINES, "queued", LASTING, RunProofs::exists),
            tekton(TASKS_AND_PIPELINES, "started", LASTING, RunProofs::started),
            tekton(TASKS_AND_PIPELINES, "running", LASTING, RunProofs::worked),
            tekton(TASKS_AND_PIPELINES, "running", PASSING, RunProofs::saysItRuns),
            tekton(TASKS_AND_PIPELINES, "unknown", PASSING, RunProofs::waits),
            tekton(CUSTOM, "started", LASTING, RunProofs::exists),
            tekton(CUSTOM, "running", PASSING, RunProofs::goesOn),
            tekton(ALL, "successful", LASTING, RunProofs::succeeded),
            tekton(ALL, "failed", LASTING, RunProofs::failed));

    private MomentTypes() {}
}
