package io.github.tektoncourier.cel;

import dev.cel.common.ast.CelExpr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Conditions that only compare attributes, by {@code event} or {@code attributes}, with constants, as most do. Plain Java says
 * the same as dev.cel's interpreter, which looks each overload up anew and takes ten times as long.
 */
final class AttributeCondition {

    private interface Comparison {
        boolean holds(long one, long other);
    }

    private AttributeCondition() {}

    /** The condition in Java; nothing where it is of another kind. */
    static Optional<Function<CelEvent, Truth>> of(CelExpr expression) {
        if (expression.exprKind().getKind() == CelExpr.ExprKind.Kind.SELECT) {
            return AttributeOperand.tested(expression).map(AttributeCondition::present);
        }
        if (expression.exprKind().getKind() != CelExpr.ExprKind.Kind.CALL) {
            return Optional.empty();
        }
        List<CelExpr> given = given(expression.call());
        return switch (expression.call().function()) {
            case "_&&_" -> both(given).map(pair -> event -> and(pair, event));
            case "_||_" -> both(given).map(pair -> event -> or(pair, event));
            case "!_" -> of(given.get(0)).map(one -> event -> one.apply(event).not());
            case "_==_" -> text(given, String::equals).or(() -> number(given, (one, other) -> one == other));
            case "_!=_" ->
                text(given, (value, constant) -> !value.equals(constant))
                        .or(() -> number(given, (one, other) -> one != other));
            case "_<_" -> number(given, (one, other) -> one < other);
            case "_<=_" -> number(given, (one, other) -> one <= other);
            case "_>_" -> number(given, (one, other) -> one > other);
            case "_>=_" -> number(given, (one, other) -> one >= other);
            case "startsWith" -> text(given, String::startsWith);
            case "endsWith" -> text(given, String::endsWith);
            case "contains" -> text(given, String::contains);
            case "@in" -> in(given);
            case "match" -> match(given);
            default -> Optional.empty();
        };
    }

    /**
     * What must hold, among other things, for a condition to hold, as far as plain Java can tell: where this is false, so is
     * the whole, whatever the rest says or throws.
     */
    static Optional<Function<CelEvent, Truth>> partOf(CelExpr expression) {
        Optional<Function<CelEvent, Truth>> whole = of(expression);
        if (whole.isPresent()
                || expression.exprKind().getKind() != CelExpr.ExprKind.Kind.CALL
                || !expression.call().function().equals("_&&_")) {
            return whole;
        }
        Optional<Function<CelEvent, Truth>> left =
                partOf(expression.call().args().get(0));
        Optional<Function<CelEvent, Truth>> right =
                partOf(expression.call().args().get(1));
        return left.isEmpty() || right.isEmpty()
                ? left.or(() -> right)
                : Optional.of(event -> and(List.of(left.orElseThrow(), right.orElseThrow()), event));
    }

    private static List<CelExpr> given(CelExpr.CelCall call) {
        List<CelExpr> given = new ArrayList<>(call.target().stream().toList());
        given.addAll(call.args());
        return given;
    }

    private static Truth and(List<Function<CelEvent, Truth>> pair, CelEvent event) {
        Truth one = pair.get(0).apply(event);
        return one == Truth.FALSE ? one : one.and(pair.get(1).apply(event));
    }

    private static Truth or(List<Function<CelEvent, Truth>> pair, CelEvent event) {
        Truth one = pair.get(0).apply(event);
        return one == Truth.TRUE ? one : one.or(pair.get(1).apply(event));
    }

    private static Optional<List<Function<CelEvent, Truth>>> both(List<CelExpr> given) {
        return of(given.get(0)).flatMap(one -> of(given.get(1)).map(other -> List.of(one, other)));
    }

    private static Optional<Function<CelEvent, Truth>> text(List<CelExpr> given, BiPredicate<String, String> test) {
        if (given.size() != 2) {
            return Optional.empty();
        }
        return AttributeOperand.text(given.get(0)).flatMap(operand -> AttributeOperand.constant(given.get(1))
                .map(constant -> event -> operand.test(event, value -> test.test(value, constant))));
    }

    private static Optional<Function<CelEvent, Truth>> number(List<CelExpr> given, Comparison comparison) {
        return AttributeOperand.number(given.get(0)).flatMap(name -> AttributeOperand.whole(given.get(1))
                .map(constant ->
                        event -> Truth.of(comparison.holds(EventFields.number(event.attribute(name)), constant))));
    }

    private static Optional<Function<CelEvent, Truth>> in(List<CelExpr> given) {
        if (AttributeOperand.isAttributes(given.get(1))) {
            return AttributeOperand.constant(given.get(0)).map(AttributeCondition::present);
        }
        return AttributeOperand.texts(given.get(1)).flatMap(all -> AttributeOperand.text(given.get(0))
                .map(operand -> event -> operand.test(event, all::contains)));
    }

    private static Function<CelEvent, Truth> present(String name) {
        return event -> Truth.of(new AttributeMap(event).containsKey(name));
    }

    private static Optional<Function<CelEvent, Truth>> match(List<CelExpr> given) {
        if (given.size() != 3 || !AttributeOperand.isAttributes(given.get(0))) {
            return Optional.empty();
        }
        return AttributeOperand.constant(given.get(1)).flatMap(name -> AttributeOperand.constant(given.get(2))
                .map(value -> event -> Truth.of(new AttributeMap(event).matches(name, value))));
    }
}
