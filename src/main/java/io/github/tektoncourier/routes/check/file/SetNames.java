package io.github.tektoncourier.routes.check.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** The headers or variables that a file sets, and by which steps. */
public final class SetNames {

    private final Map<String, List<RouteStep>> steps;

    /** @param order tells which names are the same */
    public SetNames(Comparator<String> order) {
        this.steps = new TreeMap<>(order);
    }

    public void add(String name, RouteStep step) {
        steps.computeIfAbsent(name, key -> new ArrayList<>()).add(step);
    }

    public boolean contains(String name) {
        return steps.containsKey(name);
    }

    public Set<String> names() {
        return steps.keySet();
    }

    /**
     * The line of a step that sets the name too late for another step; empty where one sets it before, or none at all.
     *
     * @param divided whether routes of the file send to each other
     */
    public OptionalInt tooLate(String name, RouteStep use, boolean divided) {
        List<RouteStep> all = steps.getOrDefault(name, List.of());
        return all.stream().anyMatch(step -> StepOrder.before(step, use, divided))
                ? OptionalInt.empty()
                : all.stream().mapToInt(step -> YamlNodes.line(step.at())).findFirst();
    }
}
