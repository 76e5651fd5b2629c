package io.github.tektoncourier.routes;

import io.github.tektoncourier.routes.check.file.KameletUri;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.routes.check.file.YamlNodes;
import io.github.tektoncourier.routes.check.jq.JqText;
import io.github.tektoncourier.routes.check.kamelet.KameletRules;
import io.github.tektoncourier.routes.check.kamelet.KameletUse;
import io.github.tektoncourier.routes.check.kamelet.Kamelets;
import io.github.tektoncourier.routes.check.placeholder.Placeholders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The calls of Kamelets in a sink file, wherever they stand and however they are spelt. Checks each, and puts references
 * in the place of the values that the courier's own Kamelets are given, so that each value reaches its bean as it was
 * written.
 */
final class KameletCalls {

    private static final AtomicLong IDS = new AtomicLong();
    private static final String GUARDED = "guarded";

    /** Camel's name for the jq of tenants, which has a budget. */
    private static final String BUDGETED = "courier-jq";

    private static final Set<String> ADDRESSES = Set.of("from", "to", "toD", "poll", "wireTap", "uri");

    private final RouteFile file;
    private final KameletRules rules;
    private final Placeholders placeholders;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Integer> subscriptions = new LinkedHashMap<>();
    private final Map<String, ParameterValue> values = new LinkedHashMap<>();
    private final Map<List<Object>, String> known = new HashMap<>();
    private final List<KameletUse> uses = new ArrayList<>();
    private final boolean guarded;
    private String content;
    private boolean rewritten;

    /** Reads a file of the operator. */
    KameletCalls(RouteFile file, KameletRules rules, Placeholders placeholders) {
        this(file, rules, placeholders, false);
    }

    /** @param guarded whether all addresses that the file names are held to the egress rules */
    KameletCalls(RouteFile file, KameletRules rules, Placeholders placeholders, boolean guarded) {
        this.guarded = guarded;
        this.file = file;
        this.rules = rules;
        this.placeholders = placeholders;
        this.content = file.content();
        read();
    }

    List<Problem> problems() {
        return problems;
    }

    /** What the sources subscribe as, placeholders filled in, with their lines. */
    Map<String, Integer> subscriptions() {
        return subscriptions;
    }

    /** Each call with its values. */
    List<KameletUse> uses() {
        return uses;
    }

    LoadableFile loadable() {
        return new LoadableFile(content, values);
    }

    private void read() {
        try {
            YamlNodes.read(file).ifPresent(root -> {
                Node changed = walk(root);
                if (!values.isEmpty() || rewritten) {
                    content = YamlNodes.write(changed);
                }
            });
        } catch (YamlEngineException e) {
            content = file.content(); // SinkRules says what is wrong with it
        }
    }

    private Node walk(Node node) {
        if (node instanceof SequenceNode list) {
            return YamlNodes.sequence(
                    list, list.getValue().stream().map(this::item).toList());
        }
        if (!(node instanceof MappingNode map)) {
            return node;
        }
        if (YamlNodes.text(YamlNodes.child(map, "uri")) != null) {
            return endpoint(map);
        }
        boolean jq = "jq".equals(YamlNodes.text(YamlNodes.child(map, "language")));
        return mapped(map, (key, value) -> switch (key) {
            case "kamelet" -> step(value);
            case "jq" -> program(value);
            default -> jq && key.equals("expression") ? program(value) : address(key, value);
        });
    }

    /** A step, where the list is one of steps. */
    private Node item(Node item) {
        Node walked = walk(item);
        if (!(walked instanceof MappingNode map) || map.getValue().size() != 1) {
            return walked;
        }
        NodeTuple only = map.getValue().get(0);
        boolean kamelet = "kamelet".equals(YamlNodes.text(only.getKeyNode()));
        return kamelet ? sent(map, only).<Node>map(to -> to).orElse(walked) : walked;
    }

    /**
     * The step {@code kamelet} as the step {@code to}. Camel takes the steps that follow {@code kamelet} into it and runs
     * each by itself, where {@code multicast} and {@code split} fail (4.18).
     */
    private Optional<MappingNode> sent(MappingNode item, NodeTuple kamelet) {
        Node value = kamelet.getValueNode();
        Node to = null;
        if (value instanceof ScalarNode scalar) {
            to = YamlNodes.scalar(scalar, "kamelet:" + scalar.getValue());
        } else if (value instanceof MappingNode map
                && YamlNodes.text(YamlNodes.child(map, "name")) != null
                && YamlNodes.child(map, "steps") == null) {
            List<NodeTuple> tuples = new ArrayList<>();
            for (NodeTuple tuple : map.getValue()) {
                boolean name = "name".equals(YamlNodes.text(tuple.getKeyNode()));
                tuples.add(
                        name
                                ? new NodeTuple(
                                        YamlNodes.scalar(tuple.getKeyNode(), "uri"),
                                        YamlNodes.scalar(
                                                tuple.getValueNode(),
                                                "kamelet:" + YamlNodes.text(tuple.getValueNode())))
                                : tuple);
            }
            to = YamlNodes.mapping(map, tuples);
        }
        if (to == null) {
            return Optional.empty();
        }
        rewritten = true;
        return Optional.of(
                YamlNodes.mapping(item, List.of(new NodeTuple(YamlNodes.scalar(kamelet.getKeyNode(), "to"), to))));
    }

    /** A mapping with other values. */
    private MappingNode mapped(MappingNode map, Change change) {
        List<NodeTuple> tuples = new ArrayList<>();
        for (NodeTuple tuple : map.getValue()) {
            String key = YamlNodes.text(tuple.getKeyNode());
            if ("cel".equals(key)) {
                tuples.add(language(tuple, "cel"));
                continue;
            }
            if (guarded && "jq".equals(key)) {
                tuples.add(language(tuple, BUDGETED));
                continue;
            }
            tuples.add(new NodeTuple(tuple.getKeyNode(), change.of(key == null ? "" : key, tuple.getValueNode())));
        }
        return YamlNodes.mapping(map, tuples);
    }

    /** {@code cel: …} as {@code language: {language: cel, expression: …}}: Camel's YAML has no word of its own for it. */
    private NodeTuple language(NodeTuple expression, String name) {
        rewritten = true;
        Node key = expression.getKeyNode();
        List<NodeTuple> options = new ArrayList<>();
        options.add(new NodeTuple(YamlNodes.scalar(key, "language"), YamlNodes.scalar(key, name)));
        if (expression.getValueNode() instanceof MappingNode map) {
            options.addAll(map.getValue());
        } else {
            options.add(new NodeTuple(YamlNodes.scalar(key, "expression"), expression.getValueNode()));
        }
        return new NodeTuple(YamlNodes.scalar(key, "language"), YamlNodes.newMapping(key, options));
    }

    /** A jq expression, whose placeholders bring data and no jq. */
    private Node program(Node value) {
        Node text = value instanceof MappingNode ? YamlNodes.child(value, "expression") : value;
        if (!(text instanceof ScalarNode scalar) || !scalar.getValue().contains("{{")) {
            return value;
        }
        Node filled;
        try {
            filled = YamlNodes.scalar(scalar, JqText.sealed(scalar.getValue(), placeholders));
        } catch (IllegalArgumentException e) {
            return value; // ValueCheck and Camel say what is wrong
        }
        rewritten = true;
        return value instanceof MappingNode map
                ? mapped(map, (key, child) -> key.equals("expression") ? filled : child)
                : filled;
    }

    /** {@code to: "kamelet:…"}, or anything else. */
    private Node address(String key, Node value) {
        if (!(value instanceof ScalarNode scalar) || !ADDRESSES.contains(key)) {
            return walk(value);
        }
        return KameletUri.parse(filled(scalar, scalar.getValue()))
                .flatMap(uri -> call(scalar, uri, null))
                .<Node>map(call -> YamlNodes.scalar(scalar, KameletUri.uri(call.path(), call.options())))
                .orElse(scalar);
    }

    /** {@code uri: "kamelet:…"} with or without parameters beside it. */
    private Node endpoint(MappingNode map) {
        Node uri = YamlNodes.child(map, "uri");
        String text = YamlNodes.text(uri);
        Optional<Called> called = uri == null || text == null
                ? Optional.empty()
                : KameletUri.parse(filled(uri, text))
                        .flatMap(parsed -> call(uri, parsed, YamlNodes.child(map, "parameters")));
        return mapped(map, (key, value) -> called.map(call -> switch (key) {
                    case "uri" -> YamlNodes.scalar(value, KameletUri.uri(call.path(), call.options()));
                    case "parameters" -> call.parameters() == null ? walk(value) : call.parameters();
                    default -> walk(value);
                })
                .orElseGet(() -> key.equals("uri") ? value : walk(value)));
    }

    /** The step {@code kamelet}. */
    private Node step(Node value) {
        if (value instanceof ScalarNode scalar) {
            return call(scalar, KameletUri.ofName(scalar.getValue()), null)
                    .<Node>map(call -> YamlNodes.scalar(scalar, KameletUri.text(call.path(), call.options())))
                    .orElse(scalar);
        }
        Node name = YamlNodes.child(value, "name");
        String text = YamlNodes.text(name);
        if (!(value instanceof MappingNode map) || name == null || text == null) {
            return walk(value);
        }
        Optional<Called> called = call(name, KameletUri.ofName(text), YamlNodes.child(map, "parameters"));
        return mapped(map, (key, child) -> called.map(call -> switch (key) {
                    case "name" -> YamlNodes.scalar(child, KameletUri.text(call.path(), call.options()));
                    case "parameters" -> call.parameters() == null ? walk(child) : call.parameters();
                    default -> walk(child);
                })
                .orElseGet(() -> walk(child)));
    }

    /** What Camel gets in the place of a call; empty where the call stays as it is. */
    private Optional<Called> call(Node at, KameletUri uri, @Nullable Node parameters) {
        if (uri.path().contains("{{")) {
            return Optional.empty(); // what is called is known when the route starts
        }
        Map<String, Integer> lines = new LinkedHashMap<>();
        uri.options().forEach(option -> lines.put(option.name(), YamlNodes.line(at)));
        Map<String, Integer> unset = new LinkedHashMap<>();
        MappingNode map = parameters instanceof MappingNode mapping ? mapping : null;
        if (map != null) {
            for (NodeTuple tuple : map.getValue()) {
                (YamlNodes.unset(tuple.getValueNode()) ? unset : lines)
                        .put(String.valueOf(YamlNodes.text(tuple.getKeyNode())), YamlNodes.line(tuple.getKeyNode()));
            }
        }
        KameletRules.Call call = new KameletRules.Call(uri.name(), YamlNodes.line(at), lines, unset);
        uses.add(new KameletUse(uri.name(), YamlNodes.line(at), values(at, uri, map), unset));
        return rules.check(file.name(), call, problems)
                .filter(known -> known.ours() || foreign(at, uri.name()))
                .map(known -> new Called(
                        uri.path(), options(call, known, uri.options()), map == null ? null : given(call, known, map)));
    }

    /** What is no Kamelet of the courier's gets its values from Camel, as the courier's own rights have them. */
    private boolean foreign(Node at, String name) {
        if (guarded) {
            problems.add(new Problem(
                    file.name(),
                    YamlNodes.line(at),
                    "The Kamelet " + name + " is not the courier's own here. A tenant's file may not call it."));
        }
        return false;
    }

    private Map<String, KameletUse.Value> values(Node at, KameletUri uri, @Nullable MappingNode map) {
        Map<String, KameletUse.Value> given = new LinkedHashMap<>();
        uri.options().forEach(option -> given.put(option.name(), value(option.value(), YamlNodes.line(at))));
        if (map != null) {
            for (NodeTuple tuple : map.getValue()) {
                if (tuple.getValueNode() instanceof ScalarNode scalar && !YamlNodes.unset(scalar)) {
                    given.put(
                            String.valueOf(YamlNodes.text(tuple.getKeyNode())),
                            value(scalar.getValue(), YamlNodes.line(tuple.getKeyNode())));
                }
            }
        }
        return given;
    }

    private KameletUse.Value value(String text, int line) {
        try {
            return new KameletUse.Value(text, placeholders.fill(text).orElse(null), line);
        } catch (IllegalArgumentException e) {
            return new KameletUse.Value(text, null, line); // ValueCheck says what is wrong
        }
    }

    private List<KameletUri.Option> options(
            KameletRules.Call call, Kamelets.Parameters known, List<KameletUri.Option> options) {
        List<KameletUri.Option> references = new ArrayList<>();
        for (KameletUri.Option option : options) {
            reference(call, known, option.name(), option.value(), call.line())
                    .ifPresent(reference -> references.add(new KameletUri.Option(option.name(), reference)));
        }
        return references;
    }

    private MappingNode given(KameletRules.Call call, Kamelets.Parameters known, MappingNode map) {
        List<NodeTuple> tuples = new ArrayList<>();
        for (NodeTuple tuple : map.getValue()) {
            Node value = tuple.getValueNode();
            String name = String.valueOf(YamlNodes.text(tuple.getKeyNode()));
            int line = YamlNodes.line(tuple.getKeyNode());
            if (!known.known().contains(name)) {
                continue; // KameletRules says so
            }
            if (!(value instanceof ScalarNode scalar)) {
                problems.add(new Problem(
                        file.name(),
                        line,
                        "The parameter " + name + KameletRules.NOT_TEXT + " A placeholder stands in quotes."));
            } else if (!YamlNodes.unset(value)) {
                reference(call, known, name, scalar.getValue(), line)
                        .ifPresent(reference ->
                                tuples.add(new NodeTuple(tuple.getKeyNode(), YamlNodes.scalar(value, reference))));
            }
        }
        if (guarded && known.known().contains(GUARDED)) {
            tuples.add(new NodeTuple(
                    YamlNodes.scalar(map, GUARDED), YamlNodes.scalar(map, bound(GUARDED, "true", false))));
        }
        return YamlNodes.mapping(map, tuples);
    }

    /** What stands for a value in Camel's hands; empty where an optional placeholder has none. */
    private Optional<String> reference(
            KameletRules.Call call, Kamelets.Parameters known, String name, String text, int line) {
        try {
            Optional<String> filled = known.programs().contains(name)
                    ? Optional.of(JqText.filled(text, placeholders))
                    : placeholders.fill(text);
            filled.filter(value -> call.kamelet().equals("tekton-events-source") && name.equals("subscription"))
                    .ifPresent(value -> subscribe(value, line));
            return filled.map(value -> bound(name, value, known.secret().contains(name)));
        } catch (Placeholders.MissingValueException e) {
            return Optional.of(e.placeholder()); // Camel says so, unless the route's precondition turns it off
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(file.name(), line, String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    /** The same value is the same reference, so that equal calls in one file remain equal for Camel. */
    private String bound(String name, String value, boolean secret) {
        String plain = value.replaceFirst("(\r\n|\r|\n)$", "");
        String text = secret ? plain.strip() : plain;
        return ParameterValue.reference(known.computeIfAbsent(List.of(name, text), key -> {
            String id = "courier-value-" + IDS.incrementAndGet();
            values.put(id, new ParameterValue(name, text, secret));
            return id;
        }));
    }

    private void subscribe(String name, int line) {
        if (subscriptions.put(name, line) != null) {
            problems.add(new Problem(
                    file.name(),
                    line,
                    "The subscription " + name + " stands twice in this file. Two routes need two names."));
        }
    }

    /** The address with the placeholders of its path filled in; those of its query belong to its options. */
    private String filled(Node at, String uri) {
        String path = KameletUri.beforeQuery(uri);
        if (!path.contains("{{")) {
            return uri;
        }
        try {
            String filled = placeholders.fill(path).orElse("");
            if (filled.startsWith("kamelet:") && filled.contains("?")) {
                problems.add(new Problem(
                        file.name(),
                        YamlNodes.line(at),
                        "A placeholder brings parameters of a Kamelet together with its name. Give each below"
                                + " parameters."));
            }
            return filled + uri.substring(path.length());
        } catch (IllegalArgumentException e) {
            return uri; // Camel says what is missing
        }
    }

    /** What becomes of a value of a mapping. */
    @FunctionalInterface
    private interface Change {
        Node of(String key, Node value);
    }

    /** A call as Camel gets it. */
    private record Called(String path, List<KameletUri.Option> options, @Nullable MappingNode parameters) {}
}
