package io.github.tektoncourier.jq;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.PathOutput;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Version;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.path.Path;
import org.jspecify.annotations.Nullable;

/** A function written in Java, which is counted by what it reads and by what it gives. */
record MeteredFunction(Function inner, Work work) implements Function {

    /** How the work of a function grows. */
    enum Work {
        /** It looks at its input as a whole alone. */
        CONSTANT,
        /** It reads its input once. */
        READS,
        /** Its result has far more parts than its input. */
        GROWS,
        /** It holds parts of its input against each other, by what the argument makes of them. */
        SORTS,
        /** It holds its input against its argument. */
        PAIRS
    }

    private static final int GROWTH = 16;
    private static final int COMPARISONS = 16;

    @Override
    @SuppressWarnings("NullAway") // jackson-jq passes null where there is no path
    public void apply(
            Scope scope,
            List<Expression> arguments,
            JsonNode in,
            @Nullable Path path,
            PathOutput output,
            Version version)
            throws JsonQueryException {
        JqBudget budget = JqBudget.current();
        before(budget, in);
        List<Expression> metered = arguments.stream()
                .<Expression>map(argument -> new Argument(argument, in, work))
                .toList();
        inner.apply(
                scope,
                metered,
                in,
                path,
                (value, reached) -> {
                    budget.spend(1);
                    if (work != Work.CONSTANT || value.isTextual()) {
                        budget.weigh(value);
                    }
                    output.emit(value, reached);
                },
                version);
    }

    private void before(JqBudget budget, JsonNode in) {
        switch (work) {
            case CONSTANT -> budget.spend(1);
            case READS -> budget.weighRead(in);
            case PAIRS -> budget.weigh(in);
            case SORTS -> budget.spend((long) budget.weigh(in) * COMPARISONS);
            case GROWS -> {
                if ((long) budget.weigh(in) * GROWTH > JqBudget.WEIGHT) {
                    throw JqBudget.tooLarge();
                }
            }
        }
    }

    /** An argument, whose values the function works with. */
    private record Argument(Expression inner, JsonNode in, Work work) implements Expression {

        @Override
        @SuppressWarnings("NullAway")
        public void apply(Scope scope, JsonNode input, @Nullable Path path, PathOutput output, boolean requirePath)
                throws JsonQueryException {
            JqBudget budget = JqBudget.current();
            inner.apply(
                    scope,
                    input,
                    path,
                    (value, reached) -> {
                        switch (work) {
                            case PAIRS -> {
                                elements(value);
                                budget.pieces(in, value);
                            }
                            case SORTS -> budget.spend((long) budget.weigh(value) * COMPARISONS);
                            default -> budget.spend(1);
                        }
                        output.emit(value, reached);
                    },
                    requirePath);
        }

        /** A path with a large number has jq fill an array up to it. */
        private static void elements(JsonNode path) {
            for (JsonNode key : path) {
                if (key.isNumber() && !(key.asDouble() <= JqBudget.ELEMENTS)) {
                    throw new JqBudgetException("reaches for an element beyond the " + JqBudget.ELEMENTS + "th");
                }
            }
        }
    }
}
