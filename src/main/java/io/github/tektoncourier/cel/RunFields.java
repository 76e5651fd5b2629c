package io.github.tektoncourier.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Fields of {@code run} that an expression names, held against Tekton's CRDs. {@code run-fields.json} is made of them: the
 * fields of all three kinds, {@code []} for elements, {@code *} for any key, {@code true} for what the CRDs leave open.
 */
public final class RunFields {

    private static final String ELEMENT = "[]";
    private static final String ANY_KEY = "*";
    private static final JsonNode FIELDS = read();

    /**
     * A field that no CRD has.
     *
     * @param line within the expression, the first is 1
     */
    public record Unknown(int line, String what) {}

    private RunFields() {}

    /**
     * The fields that Tekton does not know; a later Tekton may.
     *
     * @throws CelSyntaxException where the expression does not compile
     */
    public static List<Unknown> unknown(String expression) {
        CelAbstractSyntaxTree tree = CelProgram.tree(expression);
        List<Unknown> unknown = new ArrayList<>();
        CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .map(node -> node.expr())
                .forEach(part -> {
                    if (part.exprKind().getKind() == CelExpr.ExprKind.Kind.SELECT) {
                        CelExpr of = part.select().operand();
                        known(of)
                                .filter(fields -> !has(fields, part.select().field()))
                                .ifPresent(fields -> unknown.add(new Unknown(
                                        AttributeNames.line(tree, part),
                                        words(path(of), part.select().field(), fields))));
                    }
                });
        return unknown;
    }

    private static boolean has(JsonNode fields, String name) {
        return fields.isBoolean() || fields.has(name) || fields.has(ANY_KEY);
    }

    private static String words(String path, String field, JsonNode fields) {
        List<String> names = new ArrayList<>(new TreeSet<>(fields.propertyStream()
                .map(Map.Entry::getKey)
                .filter(name -> !name.equals(ELEMENT))
                .toList()));
        return path + "." + LogText.line(field, 60)
                + " is no field of a run in Tekton's CRDs, so it is missing in each." + Nearest.hint(field, names);
    }

    /** What the CRDs say of the value of an expression; nothing where it is not a place in the run. */
    private static Optional<JsonNode> known(CelExpr expression) {
        return switch (expression.exprKind().getKind()) {
            case IDENT -> expression.ident().name().equals(CelEnvironment.RUN) ? Optional.of(FIELDS) : Optional.empty();
            case SELECT ->
                known(expression.select().operand())
                        .flatMap(fields -> child(fields, expression.select().field()));
            case CALL ->
                expression.call().function().equals("_[_]")
                        ? known(expression.call().args().get(0))
                                .flatMap(fields ->
                                        index(fields, expression.call().args().get(1)))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<JsonNode> index(JsonNode fields, CelExpr by) {
        boolean text = by.exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && by.constant().getKind() == CelConstant.Kind.STRING_VALUE;
        return text ? child(fields, by.constant().stringValue()) : child(fields, ELEMENT);
    }

    private static Optional<JsonNode> child(JsonNode fields, String name) {
        if (fields.isBoolean()) {
            return Optional.of(fields);
        }
        return Optional.ofNullable(fields.has(name) ? fields.get(name) : fields.get(ANY_KEY));
    }

    private static String path(CelExpr expression) {
        return switch (expression.exprKind().getKind()) {
            case SELECT ->
                path(expression.select().operand()) + "." + expression.select().field();
            case CALL -> path(expression.call().args().get(0)) + "[…]";
            default -> CelEnvironment.RUN;
        };
    }

    private static JsonNode read() {
        try (InputStream in = RunFields.class.getResourceAsStream("run-fields.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read run-fields.json", e);
        }
    }
}
