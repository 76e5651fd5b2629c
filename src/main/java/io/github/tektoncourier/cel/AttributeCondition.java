package io.github.tektoncourier.cel;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Conditions that only compare text fields of {@code event} with constants, as most do. They cannot fail, so plain Java says
 * the same as dev.cel's interpreter, which looks each overload up anew and takes ten times as long.
 */
final class AttributeCondition {

    private static final Set<String> NO_TEXT = Set.of("time", "attempt", "exitcode");

    private AttributeCondition() {}

    /** The condition in Java; nothing where it is of another kind. */
    static Optional<Predicate<CelEvent>> of(CelExpr expression) {
        if (expression.exprKind().getKind() != CelExpr.ExprKind.Kind.CALL) {
            return Optional.empty();
        }
        CelExpr.CelCall call = expression.call();
        List<CelExpr> given = new ArrayList<>(call.target().stream().toList());
        given.addAll(call.args());
        return switch (call.function()) {
            case "_&&_" -> both(given).map(pair -> pair.get(0).and(pair.get(1)));
            case "_||_" -> both(given).map(pair -> pair.get(0).or(pair.get(1)));
            case "!_" -> of(given.get(0)).map(Predicate::negate);
            case "_==_" -> compared(given, String::equals);
            case "_!=_" -> compared(given, (value, constant) -> !value.equals(constant));
            case "startsWith" -> compared(given, String::startsWith);
            case "endsWith" -> compared(given, String::endsWith);
            case "@in" -> listed(given);
            default -> Optional.empty();
        };
    }

    private static Optional<List<Predicate<CelEvent>>> both(List<CelExpr> given) {
        return of(given.get(0)).flatMap(one -> of(given.get(1)).map(other -> List.of(one, other)));
    }

    private static Optional<Predicate<CelEvent>> compared(List<CelExpr> given, BiPredicate<String, String> test) {
        if (given.size() != 2) {
            return Optional.empty();
        }
        return field(given.get(0))
                .flatMap(name -> constant(given.get(1)).map(text -> event -> test.test(value(event, name), text)));
    }

    private static Optional<Predicate<CelEvent>> listed(List<CelExpr> given) {
        if (given.get(1).exprKind().getKind() != CelExpr.ExprKind.Kind.LIST) {
            return Optional.empty();
        }
        List<Optional<String>> texts = given.get(1).list().elements().stream()
                .map(AttributeCondition::constant)
                .toList();
        if (!texts.stream().allMatch(Optional::isPresent)) {
            return Optional.empty();
        }
        List<String> all = texts.stream().map(Optional::orElseThrow).toList();
        return field(given.get(0)).map(name -> event -> all.contains(value(event, name)));
    }

    private static String value(CelEvent event, String name) {
        String value = event.attribute(name);
        return value == null ? "" : value;
    }

    private static Optional<String> field(CelExpr expression) {
        if (expression.exprKind().getKind() != CelExpr.ExprKind.Kind.SELECT) {
            return Optional.empty();
        }
        CelExpr.CelSelect select = expression.select();
        boolean event = select.operand().exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT
                && select.operand().ident().name().equals(CelEnvironment.EVENT);
        return event && !select.testOnly() && !NO_TEXT.contains(select.field())
                ? Optional.of(select.field())
                : Optional.empty();
    }

    private static Optional<String> constant(CelExpr expression) {
        return expression.exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? Optional.of(expression.constant().stringValue())
                : Optional.empty();
    }
}
