package io.github.tektoncourier.moment;

import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Proofs that a step started or finished. All containers of a pod start together and wait for their turn, so a running
 * container proves nothing, except the first.
 */
final class StepProofs {

    private interface Look {
        @Nullable
        MomentBuilder at(Tries.Try tried, int index);
    }

    private StepProofs() {}

    static List<MomentBuilder> started(Run run) {
        return each(run, StepProofs::start);
    }

    static List<MomentBuilder> finished(Run run) {
        return each(run, StepProofs::end);
    }

    private static List<MomentBuilder> each(Run run, Look look) {
        List<Tries.Try> tries = Tries.of(run);
        if (tries.isEmpty()) {
            return List.of();
        }
        List<MomentBuilder> found = new ArrayList<>();
        for (Tries.Try tried : tries) {
            for (int i = 0; i < tried.steps().size(); i++) {
                Step step = tried.steps().get(i);
                MomentBuilder seen = step.skipped() || !tried.own(i) ? null : look.at(tried, i);
                if (seen != null) {
                    found.add(seen.ofStep(tried.attempt(), i, tried.keys().get(i)));
                }
            }
        }
        return found;
    }

    private static @Nullable MomentBuilder start(Tries.Try tried, int index) {
        Step step = tried.steps().get(index);
        if (index == 0) {
            Instant since = step.ranSince();
            return since == null ? null : MomentBuilder.at(since).about(step.key(), null);
        }
        Step.Terminated before =
                tried.own(index - 1) ? tried.steps().get(index - 1).terminated() : null;
        if (before == null || !tried.steps().get(index - 1).goesOn()) {
            return null;
        }
        Instant since = step.terminated() == null ? null : step.terminated().startedAt();
        return MomentBuilder.at(since != null ? since : before.finishedAt()).about(step.key(), null);
    }

    private static @Nullable MomentBuilder end(Tries.Try tried, int index) {
        Step step = tried.steps().get(index);
        Step.Terminated end = step.terminated();
        if (end == null) {
            return null;
        }
        Integer exitCode = end.exitCode() == Step.NO_EXIT_CODE ? null : (Integer) end.exitCode();
        return MomentBuilder.at(end.finishedAt()).because(step.reason()).about(step.key(), exitCode);
    }
}
