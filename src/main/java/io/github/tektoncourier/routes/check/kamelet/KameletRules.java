package io.github.tektoncourier.routes.check.kamelet;

import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.text.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a call of a Kamelet must keep to: the Kamelet is there, it knows each parameter, and gets those it needs. */
public final class KameletRules {

    /**
     * A call as it stands in a file.
     *
     * @param parameters names with their lines
     * @param unset the same of those that stand there without a value
     */
    public record Call(String kamelet, int line, Map<String, Integer> parameters, Map<String, Integer> unset) {}

    public static final String UNKNOWN = " has no parameter ";
    /** What is said of a value that is a list or a map, so that nothing of it is known. */
    public static final String NOT_TEXT = " takes one text, not a list or a map.";

    public static final String NEEDS = " needs the parameter ";

    private final Kamelets kamelets;

    public KameletRules(Kamelets kamelets) {
        this.kamelets = kamelets;
    }

    /** The parameters of a Kamelet whose values are secret. */
    public Set<String> passwords(String kamelet) {
        return kamelets.find(kamelet).map(Kamelets.Parameters::secret).orElse(Set.of());
    }

    /** Adds what is wrong with a call, and gives the Kamelet's parameters where there is one. */
    public Optional<Kamelets.Parameters> check(String file, Call call, List<Problem> problems) {
        Kamelets.Parameters parameters = kamelets.find(call.kamelet()).orElse(null);
        if (parameters == null) {
            problems.add(new Problem(
                    file,
                    call.line(),
                    "There is no Kamelet " + call.kamelet() + "."
                            + Nearest.hint(call.kamelet(), Kamelets.shipped())
                            + " docs/sinks.md lists those that ship; your own go into a"
                            + " folder named by camel.component.kamelet.location."));
            return Optional.empty();
        }
        call.parameters().forEach((name, line) -> {
            if (!parameters.known().contains(name)) {
                problems.add(new Problem(
                        file,
                        line,
                        "The Kamelet " + call.kamelet() + UNKNOWN + name + ". It has: "
                                + String.join(", ", parameters.known()) + "."
                                + Nearest.hint(name, parameters.known())));
            }
        });
        for (String name : parameters.required()) {
            if (!call.parameters().containsKey(name)) {
                problems.add(new Problem(
                        file,
                        call.unset().getOrDefault(name, call.line()),
                        "The Kamelet " + call.kamelet() + NEEDS + name
                                + (call.unset().containsKey(name)
                                        ? ", which has no value here. Write one behind it."
                                        : ". Add it below parameters.")));
            }
        }
        return Optional.of(parameters);
    }
}
