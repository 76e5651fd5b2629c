package io.github.tektoncourier.jq.camel;

import io.github.tektoncourier.jq.JqBudget;
import io.github.tektoncourier.jq.JqBudgetException;
import io.github.tektoncourier.jq.MeteredTree;
import java.lang.reflect.Field;
import java.util.concurrent.Semaphore;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExpressionIllegalSyntaxException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.language.jq.JqExpression;
import org.jspecify.annotations.Nullable;

/** A jq program that costs no more than its budget. */
final class BudgetedJq extends JqExpression {

    /** One at a time, in order: each may hold a sixth of the heap, and keeps a processor busy until its limit. */
    private static final Semaphore TURNS = new Semaphore(1, true);

    private boolean metered;

    BudgetedJq(Scope scope, String program) {
        super(scope, program);
    }

    @Override
    public void init(CamelContext context) {
        try {
            super.init(context);
            if (!metered) {
                MeteredTree.meter(query());
                metered = true;
            }
        } catch (StackOverflowError | IllegalStateException e) {
            throw new ExpressionIllegalSyntaxException(getExpressionText(), e);
        }
    }

    private JsonQuery query() {
        try {
            Field field = JqExpression.class.getDeclaredField("query");
            field.setAccessible(true);
            return (JsonQuery) field.get(this);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("camel-jq keeps its program elsewhere in this version", e);
        }
    }

    /** @throws JqBudgetException where the program costs more than it may */
    @Override
    public @Nullable Object evaluate(Exchange exchange) {
        if (!metered) {
            throw new IllegalStateException("jq is evaluated before it is metered");
        }
        try {
            TURNS.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RuntimeCamelException("Interrupted while other jq programs run.", e);
        }
        try {
            return JqBudget.within(() -> super.evaluate(exchange));
        } catch (RuntimeCamelException e) {
            if (e.getCause() instanceof JqBudgetException over) {
                throw over;
            }
            throw e;
        } finally {
            TURNS.release();
        }
    }
}
