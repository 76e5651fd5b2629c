package io.github.tektoncourier.jq;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.tektoncourier.jq.MeteredExpression.Charge;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Version;
import net.thisptr.jackson.jq.internal.JsonQueryFunction;
import net.thisptr.jackson.jq.internal.misc.Pair;
import net.thisptr.jackson.jq.internal.operators.BinaryOperator;
import net.thisptr.jackson.jq.internal.tree.FieldConstruction;
import net.thisptr.jackson.jq.internal.tree.PipeComponent;
import net.thisptr.jackson.jq.internal.tree.StringInterpolation;
import net.thisptr.jackson.jq.internal.tree.TopLevelExpression;
import net.thisptr.jackson.jq.internal.tree.binaryop.BinaryOperatorExpression;
import net.thisptr.jackson.jq.internal.tree.binaryop.assignment.Assignment;
import net.thisptr.jackson.jq.internal.tree.binaryop.assignment.ComplexAssignment;
import net.thisptr.jackson.jq.internal.tree.binaryop.assignment.UpdateAssignment;
import net.thisptr.jackson.jq.internal.tree.matcher.PatternMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Puts meters around each expression of a parsed program. jackson-jq has no way to do so, hence by its classes' fields:
 * what has a field of a kind that is not known here is refused, so that no expression of a later version stays without.
 */
public final class MeteredTree {

    private static final String TREE = "net.thisptr.jackson.jq.internal.";

    /** Expressions whose values were there before, or were weighed as those of a part. */
    private static final Set<String> PASSING = Set.of(
            "ThisObject",
            "VariableAccess",
            "IdentifierFieldAccess",
            "StringFieldAccess",
            "BracketExtractFieldAccess",
            "PipedQuery",
            "Tuple",
            "SemicolonOperator",
            "Conditional",
            "TryCatch",
            "Question",
            "FunctionCall",
            "FunctionDefinition",
            "RecursionOperator",
            "ReduceExpression",
            "ForeachExpression",
            "AlternativeOperatorExpression",
            "IsolatedScopeQuery",
            "BreakExpression",
            "LongLiteral",
            "DoubleLiteral",
            "NullLiteral",
            "StringLiteral",
            "BooleanLiteral");

    private MeteredTree() {}

    /**
     * Meters a compiled program in its place.
     *
     * @throws IllegalStateException where it has a part that this version does not know
     */
    public static void meter(JsonQuery query) {
        Field field = field(JsonQuery.class, "expr");
        set(field, query, metered((Expression) Objects.requireNonNull(get(field, query))));
    }

    /** Meters a function that is written in jq. */
    static void meter(JsonQueryFunction function) {
        Field field = field(JsonQueryFunction.class, "body");
        set(field, function, metered((Expression) Objects.requireNonNull(get(field, function))));
    }

    private static Expression metered(Expression expression) {
        if (expression instanceof MeteredExpression) {
            return expression;
        }
        fields(expression);
        boolean passing = PASSING.contains(expression.getClass().getSimpleName());
        return new MeteredExpression(expression, passing ? Charge.PASSED : Charge.WEIGHED);
    }

    /** Meters what is in the fields of a node. */
    private static void fields(Object node) {
        if (node instanceof TopLevelExpression
                && !List.of().equals(get(field(TopLevelExpression.class, "imports"), node))) {
            throw new IllegalStateException("a program with import");
        }
        for (Class<?> type = node.getClass(); type != Object.class; type = type.getSuperclass()) {
            if (!type.getName().startsWith(TREE)) {
                throw new IllegalStateException("jq's " + type.getName() + " is not known");
            }
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    Object value = get(field, node);
                    if (value != null) {
                        set(field, node, charged(node, field, changed(node, value)));
                    }
                }
            }
        }
    }

    private static Object charged(Object node, Field field, Object value) {
        boolean assigns =
                node instanceof Assignment || node instanceof ComplexAssignment || node instanceof UpdateAssignment;
        return assigns
                        && field.getDeclaringClass() == BinaryOperatorExpression.class
                        && field.getName().equals("lhs")
                ? new MeteredExpression((Expression) value, Charge.COPIED)
                : value;
    }

    private static Object changed(Object node, Object value) {
        if (value instanceof Expression expression) {
            return metered(expression);
        } else if (value instanceof List<?> list) {
            List<Object> parts = new ArrayList<>();
            list.forEach(part -> parts.add(part == null ? null : changed(node, part)));
            return parts;
        } else if (value instanceof Pair<?, ?> pair) {
            Object second = changed(node, pair._2);
            return Pair.of(
                    changed(node, pair._1),
                    node instanceof StringInterpolation
                            ? new MeteredExpression((Expression) second, Charge.WRITTEN)
                            : second);
        } else if (value instanceof BinaryOperator operator) {
            return new MeteredOperator(operator);
        } else if (value instanceof FieldConstruction
                || value instanceof PipeComponent
                || value instanceof PatternMatcher
                || value.getClass().getSimpleName().equals("FieldMatcher")) {
            fields(value);
        } else if (!(value instanceof String
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof JsonNode
                || value instanceof Version)) {
            throw new IllegalStateException("jq's " + value.getClass().getName() + " is not known");
        }
        return value;
    }

    /** A field of jackson-jq's, also for tests. */
    static Field field(Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(type.getName() + " has no " + name + " in this version", e);
        }
    }

    @SuppressWarnings("NullAway")
    private static @Nullable Object get(Field field, Object of) {
        try {
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void set(Field field, Object of, Object value) {
        try {
            field.set(of, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
