package io.github.tektoncourier.routes;

import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.routes.rotate.LiveValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A file that was read and checked by itself.
 *
 * @param routes route ids with their lines
 * @param steps ids of steps with their lines
 * @param subscriptions names with their lines
 * @param given what Camel is to get of it
 * @param problems no errors where it may start; warnings, perhaps
 * @param live what of it may change while it runs
 * @param on whether the precondition of one of its routes lets it start
 */
record Candidate(
        RouteFile file,
        Map<String, Integer> routes,
        Map<String, Integer> steps,
        Map<String, Integer> subscriptions,
        LoadableFile given,
        List<Problem> problems,
        LiveValues live,
        boolean on) {

    /** What it would have; a file that is off has nothing. */
    Names names() {
        return !on ? Names.NONE : new Names(routes.keySet(), steps.keySet(), subscriptions.keySet());
    }

    List<Problem> errors() {
        return problems.stream().filter(Problem::error).toList();
    }

    boolean sound() {
        return problems.stream().noneMatch(Problem::error);
    }

    /** What it would take from another file. */
    List<Problem> clashes(Names taken, String other) {
        List<Problem> clashes = new ArrayList<>();
        if (!on) {
            return clashes;
        }
        clashes(clashes, "route id", routes, taken.routes(), other);
        clashes(clashes, "step id", steps, taken.steps(), other);
        clashes(clashes, "subscription", subscriptions, taken.subscriptions(), other);
        return clashes;
    }

    private void clashes(
            List<Problem> clashes, String what, Map<String, Integer> names, Set<String> taken, String other) {
        names.forEach((name, line) -> {
            if (taken.contains(name)) {
                clashes.add(new Problem(
                        file.name(),
                        line,
                        "The " + what + " " + name + " is taken by " + other + ". Give this one another name."));
            }
        });
    }
}
