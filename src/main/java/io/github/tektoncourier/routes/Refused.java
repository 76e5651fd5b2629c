package io.github.tektoncourier.routes;

import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.text.LogText;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is wrong with which file now, said once for as long as it is the same. */
final class Refused {

    private static final Logger LOG = LoggerFactory.getLogger(RouteSupervisor.class);

    private volatile Map<String, List<Problem>> problems = Map.of();
    private boolean forNow;

    /** By file, why it does not run as it is. */
    Map<String, List<Problem>> problems() {
        return problems;
    }

    /** Without those of tenants, whose mistakes are theirs. */
    int files() {
        return (int) problems.keySet().stream()
                .filter(file -> !file.startsWith(RegisteredFiles.PREFIX))
                .count();
    }

    /** Whether some passed all checks and do not run all the same, which may be over without a change of the file. */
    boolean forNow() {
        return forNow;
    }

    /** @param runs whether an earlier version of a file goes on */
    void say(Map<String, List<Problem>> now, Set<String> failed, Predicate<String> runs) {
        now.forEach((file, found) -> {
            if (!found.equals(problems.get(file))) {
                String rest = runs.test(file) ? " Until then it goes on as it was." : "";
                found.forEach(problem -> LOG.error("Sink refused: {}{}", problem, rest));
                if (!file.startsWith(RegisteredFiles.PREFIX)) {
                    LOG.error("Try what you change with: courier validate {}", LogText.quoted(file));
                }
            }
        });
        problems = Map.copyOf(now);
        forNow = failed.stream().anyMatch(runs.negate());
    }
}
