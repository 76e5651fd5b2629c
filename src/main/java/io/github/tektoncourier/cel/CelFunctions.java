package io.github.tektoncourier.cel;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The functions beyond CEL's own: those of Tekton Triggers' interceptor, and the texts' of cel-go's extension, which it
 * has, too. Those of dev.cel do not count what they cost.
 */
final class CelFunctions {

    private static final CelType TEXT = SimpleType.STRING;
    private static final CelType NUMBER = SimpleType.INT;
    private static final CelType LIST = ListType.create(SimpleType.DYN);
    private static final CelType TEXTS = ListType.create(TEXT);
    private static final CelType MAP = MapType.create(TEXT, SimpleType.DYN);
    private static final Map<CelType, Class<?>> JAVA =
            Map.of(TEXT, String.class, NUMBER, Long.class, TEXTS, List.class);
    private static final CelType ATTRIBUTES = MapType.create(TEXT, TEXT);

    private final List<CelFunctionDecl> declarations = new ArrayList<>();
    private final List<CelFunctionBinding> bindings = new ArrayList<>();

    CelFunctions() {
        one("parseJSON", TEXT, MAP, String.class, DataFunctions::parseJson);
        one("parseYAML", TEXT, MAP, String.class, DataFunctions::parseYaml);
        one("parseURL", TEXT, MAP, String.class, DataFunctions::parseUrl);
        one("decodeb64", TEXT, TEXT, String.class, DataFunctions::decodeBase64);
        one("first", LIST, SimpleType.DYN, List.class, list -> at(list, 0));
        one("last", LIST, SimpleType.DYN, List.class, list -> at(list, list.size() - 1));
        one("lowerAscii", TEXT, TEXT, String.class, TextFunctions::lower);
        one("upperAscii", TEXT, TEXT, String.class, TextFunctions::upper);
        one("trim", TEXT, TEXT, String.class, TextFunctions::trim);
        declare("marshalJSON", overload("marshalJSON_map", TEXT, MAP), overload("marshalJSON_list", TEXT, LIST));
        unary("marshalJSON_map", Map.class, JsonWriter::write);
        unary("marshalJSON_list", List.class, JsonWriter::write);
        many("match", SimpleType.BOOL, List.of(ATTRIBUTES, TEXT, TEXT), CelFunctions::match);
        many("truncate", TEXT, List.of(TEXT, NUMBER), a -> TextFunctions.truncate(text(a, 0), number(a, 1)));
        declare("join", overload("join_list", TEXT, TEXTS), overload("join_list_text", TEXT, TEXTS, TEXT));
        unary("join_list", List.class, list -> TextFunctions.join(list, ""));
        bind("join_list_text", List.of(TEXTS, TEXT), a -> TextFunctions.join((List<?>) a[0], text(a, 1)));
        places();
        parts();
    }

    private void places() {
        many("indexOf", NUMBER, List.of(TEXT, TEXT), a -> TextFunctions.indexOf(text(a, 0), text(a, 1)));
        many("lastIndexOf", NUMBER, List.of(TEXT, TEXT), a -> TextFunctions.lastIndexOf(text(a, 0), text(a, 1)));
        many(
                "charAt",
                TEXT,
                List.of(TEXT, NUMBER),
                a -> TextFunctions.substring(text(a, 0), number(a, 1), number(a, 1) + 1));
        declare(
                "substring",
                overload("substring_from", TEXT, TEXT, NUMBER),
                overload("substring_from_to", TEXT, TEXT, NUMBER, NUMBER));
        bind("substring_from", List.of(TEXT, NUMBER), a -> TextFunctions.substring(text(a, 0), number(a, 1)));
        bind(
                "substring_from_to",
                List.of(TEXT, NUMBER, NUMBER),
                a -> TextFunctions.substring(text(a, 0), number(a, 1), number(a, 2)));
    }

    private void parts() {
        declare("split", overload("split_by", TEXTS, TEXT, TEXT), overload("split_by_most", TEXTS, TEXT, TEXT, NUMBER));
        bind("split_by", List.of(TEXT, TEXT), a -> TextFunctions.split(text(a, 0), text(a, 1)));
        bind(
                "split_by_most",
                List.of(TEXT, TEXT, NUMBER),
                a -> TextFunctions.split(text(a, 0), text(a, 1), number(a, 2)));
        declare(
                "replace",
                overload("replace_all", TEXT, TEXT, TEXT, TEXT),
                overload("replace_most", TEXT, TEXT, TEXT, TEXT, NUMBER));
        bind("replace_all", List.of(TEXT, TEXT, TEXT), a -> TextFunctions.replace(text(a, 0), text(a, 1), text(a, 2)));
        bind(
                "replace_most",
                List.of(TEXT, TEXT, TEXT, NUMBER),
                a -> TextFunctions.replace(text(a, 0), text(a, 1), text(a, 2), number(a, 3)));
        // in the place of CEL's own
        bind("add_string", List.of(TEXT, TEXT), a -> TextFunctions.concat(text(a, 0), text(a, 1)));
        bind("matches", List.of(TEXT, TEXT), a -> TextFunctions.matches(text(a, 0), text(a, 1)));
        bind("matches_string", List.of(TEXT, TEXT), a -> TextFunctions.matches(text(a, 0), text(a, 1)));
        bind("contains_string", List.of(TEXT, TEXT), a -> TextFunctions.contains(text(a, 0), text(a, 1)));
    }

    List<CelFunctionDecl> declarations() {
        return declarations;
    }

    List<CelFunctionBinding> bindings() {
        return bindings;
    }

    private static Object at(List<?> list, int index) {
        return list.isEmpty() ? NullValue.NULL_VALUE : list.get(index);
    }

    private static Object match(Object[] given) {
        if (given[0] instanceof AttributeMap attributes) {
            return attributes.matches(text(given, 1), text(given, 2));
        }
        throw new CelFailedException("match is a function of attributes, as attributes.match('type', '…')", false);
    }

    private <T> void one(
            String name, CelType of, CelType result, Class<T> type, CelFunctionOverload.Unary<T> function) {
        declare(name, overload(name + "_of", result, of));
        unary(name + "_of", type, function);
    }

    private void many(String name, CelType result, List<CelType> of, CelFunctionOverload function) {
        declare(name, overload(name + "_of", result, of.toArray(CelType[]::new)));
        bind(name + "_of", of, function);
    }

    private void declare(String name, CelOverloadDecl... overloads) {
        declarations.add(CelFunctionDecl.newFunctionDeclaration(name, overloads));
    }

    private static CelOverloadDecl overload(String id, CelType result, CelType... of) {
        return CelOverloadDecl.newMemberOverload(id, result, of);
    }

    private void bind(String id, List<CelType> of, CelFunctionOverload function) {
        ImmutableList.Builder<Class<?>> types = ImmutableList.builder();
        of.forEach(type -> types.add(JAVA.getOrDefault(type, Map.class)));
        bindings.add(CelFunctionBinding.from(id, types.build(), given -> {
            try {
                return function.apply(given);
            } catch (CelFailedException e) {
                throw told(e);
            }
        }));
    }

    private <T> void unary(String id, Class<T> type, CelFunctionOverload.Unary<T> function) {
        bindings.add(CelFunctionBinding.from(id, type, given -> {
            try {
                return function.apply(given);
            } catch (CelFailedException e) {
                throw told(e);
            }
        }));
    }

    /** For any other exception dev.cel writes all that the function was given into the message, in each round anew. */
    private static CelEvaluationException told(CelFailedException e) {
        return new CelEvaluationException(String.valueOf(e.getMessage()), e);
    }

    private static String text(Object[] given, int index) {
        return (String) given[index];
    }

    private static long number(Object[] given, int index) {
        return (Long) given[index];
    }
}
