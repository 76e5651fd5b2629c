package io.github.tektoncourier.routes.check.file;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * The expression of a step, in whichever of YAML DSL's spellings it stands.
 *
 * @param name of the language as the file has it
 * @param at where it stands
 */
public record StepExpression(Language language, String name, String text, Node at) {

    public enum Language {
        CONSTANT,
        SIMPLE,
        OTHER
    }

    private static final Set<String> WRAPPERS = Set.of("expression", "expressionType", "expression-type");

    /** Keys of steps with an expression that are no language. */
    private static final Set<String> LANGUAGES = Set.of(
            "constant",
            "csimple",
            "datasonnet",
            "exchangeProperty",
            "groovy",
            "header",
            "hl7terser",
            "java",
            "joor",
            "jq",
            "js",
            "jsonpath",
            "language",
            "method",
            "mvel",
            "ognl",
            "python",
            "ref",
            "simple",
            "spel",
            "tokenize",
            "variable",
            "wasm",
            "xpath",
            "xquery",
            "xtokenize",
            "cel");

    /** The expression of a step; empty where it has none, which Camel refuses itself. */
    public static Optional<StepExpression> of(Node step) {
        if (!(step instanceof MappingNode map)) {
            return Optional.empty();
        }
        for (NodeTuple tuple : map.getValue()) {
            String key = YamlNodes.text(tuple.getKeyNode());
            if (key != null && LANGUAGES.contains(key)) {
                return Optional.of(read(key, tuple.getKeyNode(), tuple.getValueNode()));
            }
        }
        return map.getValue().stream()
                .filter(tuple -> WRAPPERS.contains(String.valueOf(YamlNodes.text(tuple.getKeyNode()))))
                .flatMap(tuple -> of(tuple.getValueNode()).stream())
                .findFirst();
    }

    private static StepExpression read(String key, Node at, Node value) {
        String name = key;
        if (key.equals("language")) {
            name = or(YamlNodes.text(YamlNodes.child(value, "language")), key);
        }
        String text = or(YamlNodes.text(value), or(YamlNodes.text(YamlNodes.child(value, "expression")), ""));
        return new StepExpression(language(name), name, text, at);
    }

    private static Language language(String name) {
        return switch (name) {
            case "constant" -> Language.CONSTANT;
            case "simple", "csimple" -> Language.SIMPLE;
            default -> Language.OTHER;
        };
    }

    private static String or(@Nullable String text, String other) {
        return text == null ? other : text;
    }
}
