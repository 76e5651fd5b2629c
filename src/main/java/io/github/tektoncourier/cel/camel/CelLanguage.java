package io.github.tektoncourier.cel.camel;

import io.github.tektoncourier.cel.CelEvent;
import io.github.tektoncourier.cel.CelFailedException;
import io.github.tektoncourier.cel.CelProgram;
import io.github.tektoncourier.cel.CelSyntaxException;
import io.github.tektoncourier.text.LogText;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.ExpressionIllegalSyntaxException;
import org.apache.camel.Predicate;
import org.apache.camel.RuntimeExpressionException;
import org.apache.camel.support.LanguageSupport;
import org.jspecify.annotations.Nullable;

/** CEL, compiled when a route is made. Camel finds it by its name, {@code cel}. */
public final class CelLanguage extends LanguageSupport {

    @Override
    public Predicate createPredicate(String expression) {
        String text = loadResource(expression);
        return new Condition(text, compiled(text, () -> CelProgram.condition(text)));
    }

    @Override
    public Expression createExpression(String expression) {
        String text = loadResource(expression);
        return new Value(text, compiled(text, () -> CelProgram.compile(text)));
    }

    private interface Compiling {
        CelProgram program();
    }

    private static CelProgram compiled(String text, Compiling compiling) {
        try {
            return compiling.program();
        } catch (CelSyntaxException e) {
            throw new ExpressionIllegalSyntaxException(text, e);
        }
    }

    private static RuntimeExpressionException failed(String text, CelFailedException e) {
        return new RuntimeExpressionException("cel \"" + LogText.line(text, 120) + "\": " + e.getMessage(), e);
    }

    private record Condition(String text, CelProgram program) implements Predicate {
        @Override
        public boolean matches(Exchange exchange) {
            CelEvent event = new ExchangeEvent(exchange);
            try {
                return program.holds(event);
            } catch (CelFailedException e) {
                throw failed(text, e);
            }
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private record Value(String text, CelProgram program) implements Expression {
        @Override
        public <T> @Nullable T evaluate(Exchange exchange, Class<T> type) {
            Object value;
            try {
                value = program.evaluate(new ExchangeEvent(exchange));
            } catch (CelFailedException e) {
                if (e.missing()) {
                    return null;
                }
                throw failed(text, e);
            }
            return value == null
                    ? null
                    : exchange.getContext().getTypeConverter().convertTo(type, exchange, value);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
