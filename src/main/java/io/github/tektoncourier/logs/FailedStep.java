package io.github.tektoncourier.logs;

import io.github.tektoncourier.run.Attempt;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.Step;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The step whose log says why a TaskRun failed, and where that log is. Pod and step are what the run's status says, which
 * others than Tekton may write, so both are held to what Kubernetes takes as names.
 *
 * @param uid of the TaskRun
 * @param pod of the last attempt
 */
record FailedStep(String uid, String namespace, String run, String pod, String step) {

    private static final Pattern POD = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final Pattern CONTAINER = Pattern.compile("step-[a-z0-9]([-a-z0-9]{0,56}[a-z0-9])?");

    /** Empty for a run that goes on or did well, and for one that failed outside of its steps. */
    static Optional<FailedStep> of(Run run) {
        boolean failed = run.kind() == RunKind.TASK_RUN
                && run.condition().filter(c -> c.isFalse()).isPresent();
        Attempt attempt = run.current();
        if (!failed || !POD.matcher(attempt.podName()).matches()) {
            return Optional.empty();
        }
        return attempt.steps().stream()
                .filter(Step::failed)
                .findFirst()
                .map(step -> new FailedStep(run.uid(), run.namespace(), run.name(), attempt.podName(), name(step)))
                .filter(step -> CONTAINER.matcher(step.container()).matches());
    }

    String container() {
        return "step-" + step;
    }

    /** Tekton names the container of a step without a name by its index. */
    private static String name(Step step) {
        return step.name().isEmpty() ? "unnamed-" + step.index() : step.name();
    }
}
