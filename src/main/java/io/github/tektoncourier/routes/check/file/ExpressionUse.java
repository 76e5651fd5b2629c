package io.github.tektoncourier.routes.check.file;

import io.github.tektoncourier.routes.check.jq.JqText;
import io.github.tektoncourier.routes.check.placeholder.Placeholders;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * An expression of a step.
 *
 * @param step whose expression it is
 * @param language in Camel's own spelling
 * @param at the language's name in the file
 * @param text the expression; where it stands
 * @param empty whether the language has no text; then {@code text} is the language's name
 * @param options the mapping in which it stands with its options; null for a bare text
 */
public record ExpressionUse(
        RouteStep step, String language, Node at, Node text, @Nullable MappingNode options, boolean empty) {

    private static final Set<String> PREDICATES = Set.of(
            "filter",
            "when",
            "validate",
            "doCatch",
            "onWhen",
            "completionPredicate",
            "intercept",
            "interceptFrom",
            "interceptSendToEndpoint");

    /** The expression as the file has it. */
    public String expression() {
        return String.valueOf(YamlNodes.text(text));
    }

    /**
     * The expression with its placeholders filled in, as its language reads it.
     *
     * @throws IllegalArgumentException when a placeholder does not end; has no value
     */
    public String filled(Placeholders placeholders) {
        return language.equals("jq")
                ? JqText.filled(expression(), placeholders)
                : placeholders.fill(expression()).orElse("");
    }

    /** An option of the expression. */
    public Optional<String> option(String name) {
        return Optional.ofNullable(YamlNodes.text(YamlNodes.child(options, name)));
    }

    /** Whether it decides between yes and no. */
    public boolean predicate() {
        return PREDICATES.contains(step.name())
                || (step.name().equals("loop")
                        && step.text("doWhile").filter("true"::equals).isPresent());
    }

    /** The step's own line of the file on which a place of the expression stands. */
    public int line(int index) {
        String before = expression()
                .substring(0, Math.min(Math.max(index, 0), expression().length()));
        int first = YamlNodes.line(text) + (YamlNodes.literal(text) ? 1 : 0);
        return first
                + (YamlNodes.literal(text)
                        ? (int) before.chars().filter(c -> c == '\n').count()
                        : 0);
    }
}
