package io.github.tektoncourier.jq;

import com.fasterxml.jackson.databind.JsonNode;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.PathOutput;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.path.ArrayIndexPath;
import net.thisptr.jackson.jq.path.Path;
import org.jspecify.annotations.Nullable;

/** An expression that counts each evaluation and each value that it passes on. */
record MeteredExpression(Expression inner, Charge charge) implements Expression {

    /** What a value costs beside its step. */
    enum Charge {
        /** Nothing: it was there before. */
        PASSED,
        /** What it weighs: it is new. */
        WEIGHED,
        /** What it weighs, and the room for its text: it is written into another. */
        WRITTEN,
        /** What the input weighs: of that a copy is made for each path. */
        COPIED
    }

    @Override
    @SuppressWarnings("NullAway") // jackson-jq passes null where there is no path
    public void apply(Scope scope, JsonNode in, @Nullable Path path, PathOutput output, boolean requirePath)
            throws JsonQueryException {
        JqBudget budget = JqBudget.current();
        budget.enter();
        try {
            inner.apply(scope, in, path, (value, reached) -> emit(budget, in, value, reached, output), requirePath);
        } finally {
            budget.leave();
        }
    }

    @SuppressWarnings("NullAway")
    private void emit(JqBudget budget, JsonNode in, JsonNode value, @Nullable Path path, PathOutput output)
            throws JsonQueryException {
        budget.spend(1);
        switch (charge) {
            case PASSED -> {}
            case WEIGHED -> budget.weigh(value);
            case WRITTEN -> budget.weighRead(value);
            case COPIED -> budget.weigh(in);
        }
        if (path instanceof ArrayIndexPath element && !(element.index.asDouble() <= JqBudget.ELEMENTS)) {
            throw new JqBudgetException("reaches for an element beyond the " + JqBudget.ELEMENTS + "th");
        }
        output.emit(value, path);
    }

    @Override
    public String toString() {
        return inner.toString();
    }
}
