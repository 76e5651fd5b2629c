package io.github.tektoncourier.routes.tenant;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The expressions of a tenant's file: {@code jq} and {@code cel}, in the short and in the long spelling. */
final class TenantExpressions {

    static final Set<String> LANGUAGES = Set.of("jq", "cel");

    private static final String ONLY =
            "A tenant's file computes by jq or cel alone, written as jq: \"…\" or cel: \"…\", without options.";

    private static final String NO_JQ =
            "A tenant's file may use no jq here: courier.tenants.jq=false. Use cel and kamelet:cloudevents-http-sink,"
                    + " or ask the operator for courier.tenants.jq=true.";

    private final TenantLimits limits;
    private final BiConsumer<Node, String> say;

    TenantExpressions(TenantLimits limits, BiConsumer<Node, String> say) {
        this.limits = limits;
        this.say = say;
    }

    /** What keeps a jq program out; Camel would read a file where a program begins with resource:. */
    static Optional<String> jq(String program, TenantLimits limits) {
        if (!limits.jq()) {
            return Optional.of(NO_JQ);
        }
        return program.strip().startsWith("{{")
                ? Optional.of(
                        "A tenant's jq stands in its file: a program that a Secret brings is not looked at. Write it"
                                + " here; within a text, {{secret:NAME/KEY}} brings a value.")
                : resource(program).or(() -> TenantJq.refusal(program));
    }

    /** A step's expressions, each by its key; there must be one. */
    void check(Node step, Map<String, Node> found) {
        if (found.size() != 1) {
            say.accept(step, "A step needs one expression here. " + ONLY);
        }
        found.forEach(this::expression);
    }

    private void expression(String key, Node value) {
        if (key.equals("expression")) {
            if (value instanceof MappingNode map && map.getValue().size() == 1) {
                NodeTuple only = map.getValue().get(0);
                String language = only.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
                if (LANGUAGES.contains(language)) {
                    program(language, only.getValueNode());
                    return;
                }
            }
            say.accept(value, ONLY);
            return;
        }
        program(key, value);
    }

    private void program(String language, Node value) {
        Node text = value;
        if (value instanceof MappingNode map && map.getValue().size() == 1) {
            NodeTuple only = map.getValue().get(0);
            boolean expression = only.getKeyNode() instanceof ScalarNode key
                    && key.getValue().equals("expression");
            text = expression ? only.getValueNode() : value;
        }
        if (!(text instanceof ScalarNode scalar)) {
            say.accept(value, ONLY);
            return;
        }
        if (scalar.getValue().contains("{{")) { // Camel would fill it in, with the operator's values and secrets
            say.accept(
                    scalar,
                    "A tenant's file may have a placeholder in the parameters of a Kamelet alone, and not in "
                            + language + ". Take it out; a blank between two braces makes them none.");
            return;
        }
        Optional<String> why = language.equals("jq") ? jq(scalar.getValue(), limits) : resource(scalar.getValue());
        why.ifPresent(what -> say.accept(scalar, what));
    }

    private static Optional<String> resource(String program) {
        return List.of("resource:", "file:", "classpath:", "ref:", "bean:").stream()
                .filter(program.strip()::startsWith)
                .findFirst()
                .map(prefix -> "A tenant's file may read no " + prefix + " Write the expression itself.");
    }
}
