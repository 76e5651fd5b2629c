package io.github.tektoncourier.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where an expression compares attributes with texts that it writes out, for checks of words that no event has. */
public final class CelComparisons {

    private static final Set<String> METHODS = Set.of("startsWith", "endsWith", "contains");

    /**
     * One of them.
     *
     * @param place where it begins in the expression
     * @param operator {@code ==}, {@code in} or the name of a method
     */
    public record Comparison(int place, String attribute, String operator, List<String> values) {}

    private CelComparisons() {}

    /**
     * All of an expression.
     *
     * @throws CelSyntaxException as {@link CelProgram#compile}
     */
    public static List<Comparison> in(String expression) {
        CelAbstractSyntaxTree tree = CelProgram.tree(expression);
        return CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .map(node -> node.expr())
                .filter(one -> one.exprKind().getKind() == CelExpr.ExprKind.Kind.CALL)
                .flatMap(one -> of(one.call(), place(tree, one)).stream())
                .toList();
    }

    private static int place(CelAbstractSyntaxTree tree, CelExpr expression) {
        return tree.getSource().getPositionsMap().getOrDefault(expression.id(), 0);
    }

    private static Optional<Comparison> of(CelExpr.CelCall call, int place) {
        List<CelExpr> given = new ArrayList<>(call.target().stream().toList());
        given.addAll(call.args());
        String function = call.function();
        if (function.equals("match") && given.size() == 3) {
            return AttributeOperand.constant(given.get(1)).flatMap(name -> AttributeOperand.constant(given.get(2))
                    .map(value -> new Comparison(place, name, "==", List.of(value))));
        }
        if (function.equals("_==_") || METHODS.contains(function)) {
            String operator = function.equals("_==_") ? "==" : function;
            return AttributeOperand.text(given.get(0)).flatMap(operand -> AttributeOperand.constant(given.get(1))
                    .map(value -> new Comparison(place, operand.name(), operator, List.of(value))));
        }
        if (function.equals("@in")) {
            return AttributeOperand.text(given.get(0)).flatMap(operand -> AttributeOperand.texts(given.get(1))
                    .map(values -> new Comparison(place, operand.name(), "in", values)));
        }
        return Optional.empty();
    }
}
