package io.github.tektoncourier.cel;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The text of one attribute, as {@link AttributeCondition} compares it.
 *
 * @param zero whether it is empty where the event lacks it, as fields of {@code event} are
 */
record AttributeOperand(String name, boolean zero) {

    private static final Set<String> NUMBERS = Set.of("attempt", "exitcode");

    Truth test(CelEvent event, Predicate<String> test) {
        String value = event.attribute(name);
        if (value == null) {
            return zero ? Truth.of(test.test("")) : Truth.LACKING;
        }
        return Truth.of(test.test(value));
    }

    /** {@code event.x}, {@code attributes.x} or {@code attributes['x']}. */
    static Optional<AttributeOperand> text(CelExpr expression) {
        if (expression.exprKind().getKind() == CelExpr.ExprKind.Kind.SELECT) {
            CelExpr.CelSelect select = expression.select();
            if (select.testOnly()) {
                return Optional.empty();
            }
            if (isAttributes(select.operand())) {
                return Optional.of(new AttributeOperand(select.field(), false));
            }
            return is(select.operand(), CelEnvironment.EVENT)
                            && !NUMBERS.contains(select.field())
                            && !select.field().equals("time")
                    ? Optional.of(new AttributeOperand(select.field(), true))
                    : Optional.empty();
        }
        boolean index = expression.exprKind().getKind() == CelExpr.ExprKind.Kind.CALL
                && expression.call().function().equals("_[_]")
                && isAttributes(expression.call().args().get(0));
        return index
                ? constant(expression.call().args().get(1)).map(name -> new AttributeOperand(name, false))
                : Optional.empty();
    }

    /** The name in {@code event.attempt} or {@code event.exitcode}. */
    static Optional<String> number(CelExpr expression) {
        return expression.exprKind().getKind() == CelExpr.ExprKind.Kind.SELECT
                        && !expression.select().testOnly()
                        && is(expression.select().operand(), CelEnvironment.EVENT)
                        && NUMBERS.contains(expression.select().field())
                ? Optional.of(expression.select().field())
                : Optional.empty();
    }

    /** The name in {@code has(attributes.x)}. */
    static Optional<String> tested(CelExpr expression) {
        return expression.select().testOnly()
                        && isAttributes(expression.select().operand())
                ? Optional.of(expression.select().field())
                : Optional.empty();
    }

    static boolean isAttributes(CelExpr expression) {
        return is(expression, CelEnvironment.ATTRIBUTES);
    }

    private static boolean is(CelExpr expression, String variable) {
        return expression.exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT
                && expression.ident().name().equals(variable);
    }

    /** A text that the expression writes out. */
    static Optional<String> constant(CelExpr expression) {
        return isConstant(expression, CelConstant.Kind.STRING_VALUE)
                ? Optional.of(expression.constant().stringValue())
                : Optional.empty();
    }

    /** A whole number that it writes out. */
    static Optional<Long> whole(CelExpr expression) {
        return isConstant(expression, CelConstant.Kind.INT64_VALUE)
                ? Optional.of(expression.constant().int64Value())
                : Optional.empty();
    }

    private static boolean isConstant(CelExpr expression, CelConstant.Kind kind) {
        return expression.exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && expression.constant().getKind() == kind;
    }

    /** A list of texts that it writes out. */
    static Optional<List<String>> texts(CelExpr expression) {
        if (expression.exprKind().getKind() != CelExpr.ExprKind.Kind.LIST) {
            return Optional.empty();
        }
        List<Optional<String>> texts = expression.list().elements().stream()
                .map(AttributeOperand::constant)
                .toList();
        return texts.stream().allMatch(Optional::isPresent)
                ? Optional.of(texts.stream().map(Optional::orElseThrow).toList())
                : Optional.empty();
    }
}
