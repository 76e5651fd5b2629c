package io.github.tektoncourier.routes.check.file;

import java.util.List;

/** Whether an event comes through one step before another, as the file is written. */
final class StepOrder {

    private StepOrder() {}

    /**
     * Whether what a step sets is there at another one.
     *
     * @param divided whether routes of the file send to each other: then any other route may have come before
     */
    static boolean before(RouteStep set, RouteStep use, boolean divided) {
        List<RouteStep> first = set.path();
        List<RouteStep> second = use.path();
        if (!first.get(first.size() - 1).equals(second.get(second.size() - 1))) {
            return divided;
        }
        if (set.name().equals("from") || (second.contains(set) && !set.equals(use))) {
            return true;
        }
        RouteStep shared = first.stream()
                .filter(second::contains)
                .findFirst()
                .orElse(set); // both are in one route, which they share
        if (shared.path().stream().anyMatch(step -> step.name().equals("loop"))) {
            return true;
        }
        return !shared.name().equals("choice") && place(set) < place(use);
    }

    private static long place(RouteStep step) {
        return step.at().getStartMark().map(mark -> (long) mark.getIndex()).orElse(0L);
    }
}
