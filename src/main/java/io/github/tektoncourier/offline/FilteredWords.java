package io.github.tektoncourier.offline;

import io.github.tektoncourier.text.LogText;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.StopDefinition;

/** Says which step of a route left an event out. */
final class FilteredWords {

    private FilteredWords() {}

    /** The decisions that let nothing through, in the words of the file. */
    static String of(List<StepTrace.Visit> visits) {
        List<String> reasons = new ArrayList<>();
        for (StepTrace.Visit visit : visits) {
            boolean through = visits.stream().anyMatch(other -> visit.written().holds(other.written()));
            if (visit.step() instanceof StopDefinition) {
                reasons.add("step stop at line " + visit.line());
            } else if (!through && visit.step() instanceof FilterDefinition) {
                reasons.add("step filter at line " + visit.line() + ": " + expression(visit) + seen(visit));
            } else if (!through && visit.step() instanceof ChoiceDefinition) {
                reasons.add("step choice at line " + visit.line() + ": no branch takes it" + seen(visit));
            }
        }
        if (reasons.isEmpty() && !visits.isEmpty()) {
            reasons.add(last(visits.get(visits.size() - 1)));
        }
        return reasons.isEmpty() ? "the route: it has no step that sends" : String.join("; ", reasons);
    }

    private static String last(StepTrace.Visit last) {
        String format = last.written()
                .address()
                .filter(address -> WrittenAddress.bare(address.uri()).endsWith("tekton-format-action"))
                .map(address -> address.parameters().getOrDefault("format", ""))
                .orElse("");
        return format.isEmpty()
                ? "step " + last.written().name() + " at line " + last.line() + ": nothing is sent by it or behind it"
                : "step " + last.written().name() + " at line " + last.line() + ": the format " + LogText.quoted(format)
                        + " has no such event";
    }

    private static String expression(StepTrace.Visit visit) {
        return visit.written()
                .expression()
                .map(expression -> LogText.quoted(expression.strip(), 200))
                .orElse("");
    }

    private static String seen(StepTrace.Visit visit) {
        return visit.seen().isEmpty() ? "" : " (" + visit.seen() + ")";
    }
}
