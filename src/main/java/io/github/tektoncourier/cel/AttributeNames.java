package io.github.tektoncourier.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import java.util.List;
import java.util.Optional;

/** Names of attributes that an expression writes out: they must be such of an event. */
final class AttributeNames {

    private AttributeNames() {}

    /** @throws CelSyntaxException at the first that no event has */
    static void check(CelAbstractSyntaxTree tree) {
        CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .map(node -> node.expr())
                .forEach(expression -> named(expression)
                        .filter(name -> !EventFields.known(name))
                        .ifPresent(name -> {
                            throw new CelSyntaxException(line(tree, expression), CelWords.noField(name));
                        }));
    }

    private static Optional<String> named(CelExpr expression) {
        if (expression.exprKind().getKind() == CelExpr.ExprKind.Kind.SELECT) {
            return attributes(expression.select().operand())
                    ? Optional.of(expression.select().field())
                    : Optional.empty();
        }
        if (expression.exprKind().getKind() != CelExpr.ExprKind.Kind.CALL) {
            return Optional.empty();
        }
        List<CelExpr> given = expression.call().args();
        return switch (expression.call().function()) {
            case "_[_]" -> attributes(given.get(0)) ? text(given.get(1)) : Optional.empty();
            case "@in" -> attributes(given.get(1)) ? text(given.get(0)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static boolean attributes(CelExpr expression) {
        return expression.exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT
                && expression.ident().name().equals(CelEnvironment.ATTRIBUTES);
    }

    private static Optional<String> text(CelExpr expression) {
        return expression.exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? Optional.of(expression.constant().stringValue())
                : Optional.empty();
    }

    /** The line within the expression on which a part of it stands. */
    static int line(CelAbstractSyntaxTree tree, CelExpr expression) {
        Integer position = tree.getSource().getPositionsMap().get(expression.id());
        return position == null
                ? 1
                : tree.getSource()
                        .getOffsetLocation(position)
                        .map(location -> Math.max(1, location.getLine()))
                        .orElse(1);
    }
}
