package io.github.tektoncourier.routes.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The steps of a sink file in the words of the file: placeholders are not filled in.
 *
 * @param addresses in the order of the file
 * @param expressions in the order of the file
 */
public record WrittenSteps(List<Address> addresses, List<Expression> expressions) {

    /**
     * An address that a step uses.
     *
     * @param line of the step's name
     * @param end last line that belongs to the step's own mapping
     * @param step name of the step
     * @param uri without parameters below it
     * @param parameters those in the address and those below {@code parameters}
     */
    public record Address(int line, int end, String step, String uri, Map<String, String> parameters) {}

    /**
     * The expression of a step.
     *
     * @param line of the step's name
     * @param end last line of the expression
     */
    public record Expression(int line, int end, String step, String language, String text) {}

    /** What a file's rules have read. */
    public static WrittenSteps of(SinkRules rules) {
        List<Address> addresses = new ArrayList<>();
        for (EndpointCall call : rules.model().calls()) {
            Map<String, String> parameters = new LinkedHashMap<>();
            call.given().forEach(one -> parameters.put(one.name(), one.value()));
            addresses.add(new Address(
                    YamlNodes.line(call.step().at()),
                    Math.max(YamlNodes.line(call.at()), end(call)),
                    call.step().name(),
                    call.uri(),
                    parameters));
        }
        List<Expression> expressions = new ArrayList<>();
        for (ExpressionUse use : rules.model().expressions()) {
            expressions.add(new Expression(
                    YamlNodes.line(use.step().at()),
                    use.line(Integer.MAX_VALUE),
                    use.step().name(),
                    use.language(),
                    use.expression()));
        }
        return new WrittenSteps(List.copyOf(addresses), List.copyOf(expressions));
    }

    private static int end(EndpointCall call) {
        return call.parameters() == null
                ? 0
                : call.parameters().getEndMark().map(mark -> mark.getLine()).orElse(0);
    }

    /** The address of the step that has this line. */
    public Optional<Address> addressAt(int line) {
        return addresses.stream()
                .filter(one -> one.line() <= line && line <= one.end())
                .reduce((first, second) -> second);
    }

    /** The expression of the step that has this line. */
    public Optional<Expression> expressionAt(int line) {
        return expressions.stream()
                .filter(one -> one.line() <= line && line <= one.end())
                .reduce((first, second) -> second);
    }
}
