package io.github.tektoncourier.jq;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.internal.operators.BinaryOperator;

/** An operator that counts what its operands weigh before it works on them. */
record MeteredOperator(BinaryOperator inner) implements BinaryOperator {

    @Override
    public JsonNode apply(ObjectMapper mapper, JsonNode left, JsonNode right) throws JsonQueryException {
        JqBudget budget = JqBudget.current();
        switch (inner.image()) {
            case "*" -> times(budget, left, right);
            case "-" -> budget.pair(left, right); // arrays are searched for parts
            case "/" -> budget.pieces(left, right);
            default -> budget.spend((long) budget.weigh(left) + budget.weigh(right));
        }
        return inner.apply(mapper, left, right);
    }

    /** A text times a number repeats the text. */
    private static void times(JqBudget budget, JsonNode left, JsonNode right) {
        budget.spend((long) budget.weigh(left) + budget.weigh(right));
        if (left.isTextual() && right.isNumber()) {
            repeats(budget, left.textValue(), right.asDouble());
        } else if (right.isTextual() && left.isNumber()) {
            repeats(budget, right.textValue(), left.asDouble());
        }
    }

    private static void repeats(JqBudget budget, String text, double times) {
        double weight = text.length() * Math.max(1, times) / JqBudget.CHARACTERS;
        if (!(weight <= JqBudget.WEIGHT)) {
            throw JqBudget.tooLarge();
        }
        budget.spend((long) weight);
    }

    @Override
    public String image() {
        return inner.image();
    }
}
