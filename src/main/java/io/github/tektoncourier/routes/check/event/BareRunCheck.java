package io.github.tektoncourier.routes.check.event;

import io.github.tektoncourier.routes.check.file.EventVocabulary;
import io.github.tektoncourier.routes.check.file.ExpressionUse;
import io.github.tektoncourier.routes.check.file.Findings;
import io.github.tektoncourier.routes.check.file.SinkFileModel;
import io.github.tektoncourier.routes.check.file.SourceClauses;
import io.github.tektoncourier.routes.check.file.StepDecisions;
import io.github.tektoncourier.routes.check.placeholder.Placeholders;
import io.github.tektoncourier.text.LogText;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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
public final class BareRunCheck {

    private static final Set<String> PATHS = Set.of("jsonpath", "jq");
    private static final Pattern OF_ROUTE =
            Pattern.compile("\\b(?:variable|property)\\(|\\bheader\\(\\s*(?:\"([^\"]*)\")?");

    private final Findings findings;
    private final CamelContext context;
    private final Placeholders placeholders;

    public BareRunCheck(Findings findings, CamelContext context, Placeholders placeholders) {
        this.findings = findings;
        this.context = context;
        this.placeholders = placeholders;
    }

    public void check(SinkFileModel model) {
        for (ExpressionUse use : model.expressions()) {
            if (PATHS.contains(use.language())
                    && !use.empty()
                    && IntStream.rangeClosed(
                                    use.line(0), use.line(use.expression().length()))
                            .noneMatch(findings::errorAt)
                    && use.option("source").isEmpty()
                    && !BodyShape.changed(model, use)
                    && !setByRoute(use)) {
                types(model, use).stream()
                        .flatMap(type -> failure(model, use, type).stream())
                        .findFirst()
                        .ifPresent(failure -> findings.error(
                                use.line(0),
                                "\"" + LogText.line(use.expression().strip(), 120)
                                        + "\" fails for a run without it, e.g. at " + failure
                                        + ", and the route with it. "
                                        + (use.language().equals("jsonpath")
                                                ? "Add suppressExceptions: true beside expression."
                                                : "Allow for its absence, e.g. by ? or // in jq.")));
            }
        }
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
        return SourceClauses.of(model, use.step(), this::filled).stream()
                .flatMap(source -> EventVocabulary.TYPES.stream()
                        .filter(type -> source.take(type, EventVocabulary.kind(type), outcome(type))))
                .toList();
    }

    private static String outcome(String type) {
        return type.endsWith(".successful.v1") ? "success" : type.endsWith(".failed.v1") ? "failure" : "";
    }

    /** The type of an event that comes as far as the expression and makes it throw, with what it says. */
    private Optional<String> failure(SinkFileModel model, ExpressionUse use, String type) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(BareEvents.data(type));
        exchange.getMessage().setHeaders(BareEvents.headers(type, outcome(type)));
        return new StepDecisions(model, this::decides).pass(use.step(), exchange, false)
                ? failure(use, exchange).map(why -> type + (why.isBlank() ? "" : " (" + why + ")"))
                : Optional.empty();
    }

    private Optional<Boolean> decides(ExpressionUse use, Exchange exchange) {
        try {
            Language language = context.resolveLanguage(use.language());
            Predicate predicate = language.createPredicate(use.filled(placeholders));
            predicate.init(context); // jq asks for it
            return Optional.of(predicate.matches(exchange));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** What an expression says where it throws. */
    private Optional<String> failure(ExpressionUse use, Exchange exchange) {
        boolean suppressed =
                use.option("suppressExceptions").filter("true"::equals).isPresent()
                        || use.option("option")
                                .filter(text -> text.matches(".*(SUPPRESS|LEAF_TO_NULL).*"))
                                .isPresent();
        if (suppressed) {
            return Optional.empty();
        }
        String filled;
        try {
            filled = use.filled(placeholders);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // ValueCheck says so
        }
        try {
            Expression expression = context.resolveLanguage(use.language()).createExpression(filled);
            expression.init(context);
            expression.evaluate(exchange, Object.class);
            return Optional.ofNullable(exchange.getException()).map(e -> said(use, e));
        } catch (RuntimeException e) {
            return Optional.of(said(use, e));
        }
    }

    /** The reason of jq names the place; a path says no more than its own text. */
    private static String said(ExpressionUse use, Throwable failure) {
        return use.language().equals("jq")
                ? LogText.line(LogText.reason(failure).replaceFirst("^\\w+: ", ""), 120)
                : "";
    }

    private String filled(String text) {
        try {
            return placeholders.fill(text).orElse("");
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
