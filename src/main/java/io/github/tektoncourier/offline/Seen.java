package io.github.tektoncourier.offline;

import io.github.tektoncourier.text.LogText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.jspecify.annotations.Nullable;

/** The values that a decision in a route sees, in words. */
final class Seen {

    private static final Pattern FUNCTION = Pattern.compile("\\$\\{([^{}]+)}");
    private static final int LONGEST = 120;

    private Seen() {}

    /** What the decision of a step depends on; empty where the step decides nothing. */
    static String at(ProcessorDefinition<?> step, Exchange exchange) {
        if (step instanceof FilterDefinition filter) {
            return values(filter.getExpression(), exchange);
        }
        if (step instanceof ChoiceDefinition choice) {
            List<String> branches = new ArrayList<>();
            for (WhenDefinition when : choice.getWhenClauses()) {
                branches.add(values(when.getExpression(), exchange));
            }
            return String.join("; ", branches.stream().distinct().toList());
        }
        return "";
    }

    private static String values(@Nullable ExpressionDefinition expression, Exchange exchange) {
        if (expression == null || expression.getExpression() == null) {
            return "";
        }
        String text = expression.getExpression();
        if (!"simple".equals(expression.getLanguage())) {
            return "it gives " + value(expression.getLanguage(), text, exchange);
        }
        List<String> values = new ArrayList<>();
        Matcher function = FUNCTION.matcher(text);
        while (function.find()) {
            String name = function.group(1);
            if (!name.startsWith("body")) {
                values.add(name + " is " + value("simple", function.group(), exchange));
            }
        }
        return String.join(", ", values.stream().distinct().toList());
    }

    private static String value(String language, String text, Exchange exchange) {
        CamelContext context = exchange.getContext();
        try {
            Object value =
                    context.resolveLanguage(language).createExpression(text).evaluate(exchange, Object.class);
            return value == null ? "not set" : LogText.quoted(String.valueOf(value), LONGEST);
        } catch (RuntimeException e) {
            return "an error: " + LogText.line(String.valueOf(e.getMessage()), LONGEST);
        }
    }
}
