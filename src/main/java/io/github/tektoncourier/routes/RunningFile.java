package io.github.tektoncourier.routes;

import io.github.tektoncourier.routes.check.grammar.WrittenSteps;
import io.github.tektoncourier.routes.check.grammar.WrittenSteps.WrittenStep;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.KameletDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.WhenDefinition;

/**
 * A sink file whose routes run, and where its steps stand.
 *
 * @param file its name
 * @param subscriptions as the journal knows them
 * @param written its routes in the words of the file
 * @param steps as they are written, by Camel's own
 */
public record RunningFile(
        String file,
        Set<String> subscriptions,
        List<WrittenSteps.Written> written,
        Map<ProcessorDefinition<?>, WrittenStep> steps) {

    /**
     * Pairs what Camel has of a file with what is written: steps stand in the same order in both. Lines would not do: what
     * Camel knows as a step's line is its name's in one spelling and the next in another.
     *
     * @param routes of the file, by id
     */
    static RunningFile of(
            String file,
            Set<String> subscriptions,
            List<WrittenSteps.Written> written,
            Map<String, RouteDefinition> routes) {
        Map<ProcessorDefinition<?>, WrittenStep> steps = new HashMap<>();
        for (WrittenSteps.Written one : written) {
            RouteDefinition route = routes.get(one.id());
            if (route != null) {
                pair(route.getOutputs(), one.steps(), steps);
            }
        }
        return new RunningFile(file, subscriptions, written, steps);
    }

    private static void pair(
            List<ProcessorDefinition<?>> given,
            List<WrittenStep> written,
            Map<ProcessorDefinition<?>, WrittenStep> steps) {
        for (int i = 0; i < Math.min(given.size(), written.size()); i++) {
            ProcessorDefinition<?> one = given.get(i);
            String name = written.get(i).name();
            boolean sent = name.equals("kamelet") && one.getShortName().equals("to"); // KameletCalls exchanges it
            if (sent || one.getShortName().equals(name)) {
                pair(one, written.get(i), steps);
            }
            if (one instanceof KameletDefinition) { // takes those that follow it into itself
                pair(one.getOutputs(), written.subList(i + 1, written.size()), steps);
            }
        }
    }

    private static void pair(
            ProcessorDefinition<?> given, WrittenStep written, Map<ProcessorDefinition<?>, WrittenStep> steps) {
        steps.put(given, written);
        if (given instanceof ChoiceDefinition choice) {
            List<WhenDefinition> whens = choice.getWhenClauses();
            for (int i = 0; i < Math.min(whens.size(), written.below().size()); i++) {
                pair(whens.get(i).getOutputs(), written.below().get(i).below(), steps);
            }
            if (choice.getOtherwise() != null) {
                WrittenStep otherwise = written.below().get(written.below().size() - 1);
                pair(choice.getOtherwise().getOutputs(), otherwise.below(), steps);
            }
        } else {
            pair(given.getOutputs(), written.below(), steps);
        }
    }
}
