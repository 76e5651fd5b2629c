package io.github.tektoncourier.moment;

import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The steps of each try of a run. On a retry Tekton leaves {@code status.steps} as they were until the new pod reports,
 * so a try's steps are its own only where they differ from those of the try before.
 */
final class Tries {

    private Tries() {}

    /**
     * One try.
     *
     * @param keys unique names of the steps of this try, also where the object repeats a name
     * @param before the steps of the try before, by their keys
     */
    record Try(int attempt, List<Step> steps, List<String> keys, Map<String, Step> before) {

        /** Whether the state comes from the pod of this try, and not of the try before. */
        boolean own(int index) {
            Step earlier = before.isEmpty() ? null : before.get(keys.get(index));
            return earlier == null || !steps.get(index).sameState(earlier);
        }
    }

    /** All tries, oldest first; empty when no try has steps. */
    static List<Try> of(Run run) {
        if (run.retries().isEmpty()) {
            List<Step> steps = run.current().steps();
            return steps.isEmpty() ? List.of() : List.of(new Try(0, steps, keys(steps), Map.of()));
        }
        List<Try> tries = new ArrayList<>(run.attempt() + 1);
        Map<String, Step> before = Map.of();
        for (int attempt = 0; attempt <= run.attempt(); attempt++) {
            List<Step> steps = attempt < run.attempt()
                    ? run.retries().get(attempt).steps()
                    : run.current().steps();
            Try tried = new Try(attempt, steps, keys(steps), before);
            tries.add(tried);
            before = byKey(tried);
        }
        return tries;
    }

    private static List<String> keys(List<Step> steps) {
        if (steps.size() == 1) {
            return List.of(Segment.of(steps.get(0).key()));
        }
        List<String> keys = new ArrayList<>(steps.size());
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < steps.size(); i++) {
            String key = Segment.of(steps.get(i).key());
            keys.add(taken.add(key) ? key : key + Segment.MARK + i);
        }
        return keys;
    }

    private static Map<String, Step> byKey(Try tried) {
        Map<String, Step> steps = new HashMap<>();
        for (int i = 0; i < tried.steps().size(); i++) {
            steps.put(tried.keys().get(i), tried.steps().get(i));
        }
        return steps;
    }
}
