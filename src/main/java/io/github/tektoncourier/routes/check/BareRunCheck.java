package io.github.tektoncourier.routes.check;

import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.text.LogText;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.spi.Language;
import org.apache.camel.support.DefaultExchange;

/**
 * Evaluates paths into the data of runs that have as little as a run can have. A path that throws there makes the route
 * fail: the run stands aside and is tried again, though nothing is wrong with the receiver.
 */
final class BareRunCheck {

    private static final Set<String> PATHS = Set.of("jsonpath", "jq");
    private static final Set<String> RESHAPING = Set.of(
            "setBody",
            "transform",
            "unmarshal",
            "marshal",
            "split",
            "enrich",
            "pollEnrich",
            "poll",
            "bean",
            "process",
            "script",
            "convertBodyTo",
            "transformDataType");
    private static final Pattern OF_ROUTE =
            Pattern.compile("\\b(?:variable|property)\\(|\\bheader\\(\\s*(?:\"([^\"]*)\")?");
    private static final String SOURCE = "kamelet:tekton-events-source";

    private final Findings findings;
    private final CamelContext context;
    private final Placeholders placeholders;

    BareRunCheck(Findings findings, CamelContext context, Placeholders placeholders) {
        this.findings = findings;
        this.context = context;
        this.placeholders = placeholders;
    }

    void check(SinkFileModel model) {
        for (ExpressionUse use : model.expressions()) {
            if (PATHS.contains(use.language())
                    && !use.empty()
                    && IntStream.rangeClosed(
                                    use.line(0), use.line(use.expression().length()))
                            .noneMatch(findings::errorAt)
                    && use.option("source").isEmpty()
                    && !reshaped(model, use)
                    && !setByRoute(use)) {
                types(model, use).stream()
                        .filter(type -> throwsFor(model, use, type))
                        .findFirst()
                        .ifPresent(type -> findings.error(
                                use.line(0),
                                "\"" + LogText.line(use.expression().strip(), 120)
                                        + "\" fails for a run without it, e.g. at "
                                        + type + ", and the route with it. "
                                        + (use.language().equals("jsonpath")
                                                ? "Add suppressExceptions: true beside expression."
                                                : "Allow for its absence, e.g. by ? or // in jq.")));
            }
        }
    }

    /** Whether the body may be another than the event's data by then. */
    private static boolean reshaped(SinkFileModel model, ExpressionUse use) {
        int line = YamlNodes.line(use.step().at());
        return model.steps().stream()
                .anyMatch(step -> RESHAPING.contains(step.name())
                        && (YamlNodes.line(step.at()) < line
                                || (use.step().path().contains(step) && !step.equals(use.step()))));
    }

    /** Whether jq looks at what only the steps before set, which do not run here. */
    private static boolean setByRoute(ExpressionUse use) {
        return use.language().equals("jq")
                && OF_ROUTE.matcher(use.expression())
                        .results()
                        .anyMatch(found -> found.group(1) == null || !EventHeaders.has(found.group(1)));
    }

    /** The types of events that come into the route of an expression. */
    private List<String> types(SinkFileModel model, ExpressionUse use) {
        Step route = route(use.step());
        Optional<EndpointCall> from = model.calls().stream()
                .filter(call ->
                        call.step().name().equals("from") && route(call.step()).equals(route))
                .filter(call -> call.uri().startsWith(SOURCE))
                .findFirst();
        if (from.isEmpty()) {
            return List.of();
        }
        Map<String, String> given = from.get().given().stream()
                .collect(Collectors.toMap(EndpointCall.Parameter::name, one -> filled(one.value()), (a, b) -> b));
        Globs types = Globs.of(given.getOrDefault("types", "dev.tekton.event.*"));
        Globs kinds = Globs.of(Arrays.stream(given.getOrDefault("kinds", "").split(",", -1))
                .map(String::strip)
                .map(word -> RunKind.of(word).map(RunKind::lower).orElse(word.toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining(",")));
        Globs outcomes = Globs.ofPresent(given.getOrDefault("outcomes", ""));
        return EventVocabulary.TYPES.stream()
                .filter(type -> types.matches(type) && kinds.matches(EventVocabulary.kind(type)))
                .filter(type -> outcomes.matches(outcome(type)))
                .toList();
    }

    private static Step route(Step step) {
        List<Step> path = step.path();
        return path.get(path.size() - 1);
    }

    private static String outcome(String type) {
        return type.endsWith(".successful.v1") ? "success" : type.endsWith(".failed.v1") ? "failure" : "";
    }

    /** Whether an event of this type comes as far as the expression, and makes it throw. */
    private boolean throwsFor(SinkFileModel model, ExpressionUse use, String type) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(BareEvents.data(type));
        exchange.getMessage().setHeaders(BareEvents.headers(type, outcome(type)));
        return passes(model, use.step(), exchange) && !evaluates(use, exchange);
    }

    /** Whether all decisions above a step let the event through; one that cannot be taken here does not. */
    private boolean passes(SinkFileModel model, Step step, Exchange exchange) {
        for (Step above = step.above(); above != null; above = above.above()) {
            Step at = above;
            if (at.name().equals("filter") || at.name().equals("when")) {
                if (!decision(model, at).map(use -> decides(use, exchange)).orElse(false)) {
                    return false;
                }
            } else if (at.name().equals("otherwise") || at.name().equals("choice")) {
                Step choice = at.name().equals("choice") ? at : Objects.requireNonNull(at.above());
                boolean first = model.expressions().stream()
                        .filter(use -> use.step().name().equals("when")
                                && choice.equals(use.step().above()))
                        .filter(use -> !step.path().contains(use.step()) && !step.equals(use.step()))
                        .filter(use -> YamlNodes.line(use.step().at()) < YamlNodes.line(step.at()))
                        .anyMatch(use -> decides(use, exchange));
                if (first) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Optional<ExpressionUse> decision(SinkFileModel model, Step step) {
        return model.expressions().stream()
                .filter(use -> use.step().equals(step))
                .findFirst();
    }

    private boolean decides(ExpressionUse use, Exchange exchange) {
        try {
            Language language = context.resolveLanguage(use.language());
            Predicate predicate = language.createPredicate(use.filled(placeholders));
            predicate.init(context); // jq asks for it
            return predicate.matches(exchange);
        } catch (RuntimeException e) {
            return false;
        }
    }

    private boolean evaluates(ExpressionUse use, Exchange exchange) {
        boolean suppressed =
                use.option("suppressExceptions").filter("true"::equals).isPresent()
                        || use.option("option")
                                .filter(text -> text.matches(".*(SUPPRESS|LEAF_TO_NULL).*"))
                                .isPresent();
        if (suppressed) {
            return true;
        }
        String filled;
        try {
            filled = use.filled(placeholders);
        } catch (IllegalArgumentException e) {
            return true; // ValueCheck says so
        }
        try {
            Expression expression = context.resolveLanguage(use.language()).createExpression(filled);
            expression.init(context);
            expression.evaluate(exchange, Object.class);
            return exchange.getException() == null;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private String filled(String text) {
        try {
            return placeholders.fill(text).orElse("");
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
