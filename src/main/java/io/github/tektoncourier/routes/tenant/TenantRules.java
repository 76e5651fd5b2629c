package io.github.tektoncourier.routes.tenant;

import io.github.tektoncourier.journal.SubscriptionName;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.routes.check.file.YamlNodes;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Nearest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The wall around a tenant's file: what is not named here is refused, so that what Camel learns in its next version is
 * refused, too. Nothing that passes reads files, settings, the environment, other routes or other namespaces.
 */
public final class TenantRules {

    private static final int MOST_CHARACTERS = 64 * 1024;

    /** An alias makes a step of another one, and each step that sends is a route of Camel's. */
    private static final int MOST_STEPS = 200;

    private static final int MOST_PROBLEMS = 50;
    private static final String VARIABLE = "[A-Za-z][A-Za-z0-9_]{0,60}";
    private static final Set<String> TEXTS = Set.of("id", "description", "name", "uri");
    private static final Set<String> EXPRESSION = Set.of("jq", "cel", "expression");

    private final RouteFile file;
    private final String namespace;
    private final List<Problem> problems = new ArrayList<>();
    private final TenantCalls calls;
    private final TenantExpressions expressions;
    private int steps;

    private TenantRules(RouteFile file, String namespace, TenantLimits limits) {
        this.file = file;
        this.namespace = namespace;
        this.calls = new TenantCalls(namespace, limits, this::say);
        this.expressions = new TenantExpressions(limits, this::say);
    }

    /**
     * The namespace that a file belongs to: that of the object which it is registered in, else that of the names it uses, so
     * that {@code courier validate} and {@code courier test} hold it to the same rules. Empty for a file of the operator.
     */
    public static Optional<String> owner(RouteFile file) {
        if (!file.namespace().isEmpty()) {
            return Optional.of(file.namespace());
        }
        try {
            return YamlNodes.read(file).filter(SequenceNode.class::isInstance).stream()
                    .flatMap(root -> ((SequenceNode) root).getValue().stream())
                    .map(entry -> YamlNodes.child(entry, "route"))
                    .flatMap(route -> names(route).flatMap(name -> SubscriptionName.namespace(name).stream()))
                    .findFirst();
        } catch (YamlEngineException e) {
            return Optional.empty();
        }
    }

    private static Stream<String> names(@Nullable Node route) {
        Node parameters = YamlNodes.child(YamlNodes.child(route, "from"), "parameters");
        return Stream.of(YamlNodes.child(route, "id"), YamlNodes.child(parameters, "subscription"))
                .map(YamlNodes::text)
                .flatMap(Stream::ofNullable);
    }

    /** What is refused in a file, line by line; what is no YAML is told by the checks of all files. */
    public static List<Problem> check(RouteFile file, String namespace, TenantLimits limits) {
        TenantRules rules = new TenantRules(file, namespace, limits);
        rules.read();
        return rules.problems;
    }

    private void read() {
        if (file.content().length() > MOST_CHARACTERS) {
            problems.add(new Problem(file.name(), 0, "A tenant's file has at most 64 KiB. Divide it."));
            return;
        }
        try {
            Node root = YamlNodes.read(file).orElse(null);
            if (root instanceof SequenceNode list) {
                list.getValue().forEach(entry -> keys(entry, "a list of routes", Set.of("route"))
                        .values()
                        .forEach(this::route));
            }
        } catch (YamlEngineException e) {
            return; // the checks of all files say what is wrong
        }
    }

    private void route(Node route) {
        Map<String, Node> parts = keys(route, "route", Set.of("id", "description", "from"));
        Node id = parts.get("id");
        String name = id == null ? "" : String.valueOf(YamlNodes.text(id));
        if (id != null && !SubscriptionName.namespace(name).equals(Optional.of(namespace))) {
            say(id, calls.named("route id", name));
        }
        Node from = parts.get("from");
        if (from != null) {
            Map<String, Node> source = keys(from, "from", Set.of("uri", "parameters", "steps"));
            calls.source(orElse(source.get("uri"), from), orElse(source.get("parameters"), none(from)));
            steps(source.get("steps"));
        }
    }

    private void steps(@Nullable Node steps) {
        if (steps instanceof SequenceNode list) {
            list.getValue().stream().takeWhile(this::goesOn).forEach(step -> keys(
                            step, "steps", Set.of("to", "filter", "choice", "setVariable", "setBody"))
                    .forEach(this::step));
        } else if (steps != null) {
            say(steps, "steps is a list. Begin each step with a dash.");
        }
    }

    /** Aliases of aliases stand for millions of steps. */
    private boolean goesOn(Node step) {
        steps++;
        if (steps == MOST_STEPS + 1) {
            say(step, "A tenant's file has at most " + MOST_STEPS + " steps, those of aliases included. Divide it.");
        }
        return steps <= MOST_STEPS;
    }

    private void step(String name, Node value) {
        switch (name) {
            case "to" -> to(value);
            case "filter" -> guarded(value, "filter");
            case "choice" -> choice(value);
            case "setVariable" -> {
                Map<String, Node> parts = computed(value, "setVariable", Set.of("name"));
                Node variable = parts.get("name");
                if (variable != null
                        && !String.valueOf(YamlNodes.text(variable)).matches(VARIABLE)) {
                    say(variable, "A variable's name has letters, digits and '_' here, e.g. branch.");
                }
            }
            default -> computed(value, name, Set.of());
        }
    }

    private void to(Node value) {
        if (value instanceof ScalarNode) {
            calls.sent(value, none(value));
            return;
        }
        Map<String, Node> parts = keys(value, "to", Set.of("uri", "parameters", "description"));
        calls.sent(orElse(parts.get("uri"), value), orElse(parts.get("parameters"), none(value)));
    }

    private void guarded(Node value, String step) {
        steps(computed(value, step, Set.of("steps")).get("steps"));
    }

    private void choice(Node value) {
        Map<String, Node> parts = keys(value, "choice", Set.of("when", "otherwise", "description"));
        if (parts.get("when") instanceof SequenceNode list) {
            list.getValue().forEach(when -> guarded(when, "when"));
        } else {
            say(value, "choice needs when, a list.");
        }
        Node otherwise = parts.get("otherwise");
        if (otherwise != null) {
            steps(keys(otherwise, "otherwise", Set.of("steps", "description")).get("steps"));
        }
    }

    /** The parts of a step with one expression, which is checked. */
    private Map<String, Node> computed(Node value, String step, Set<String> beside) {
        Set<String> allowed = new HashSet<>(EXPRESSION);
        allowed.addAll(beside);
        allowed.add("description");
        Map<String, Node> parts = keys(value, step, allowed);
        Map<String, Node> found = new LinkedHashMap<>(parts);
        found.keySet().retainAll(EXPRESSION);
        expressions.check(value, found);
        return parts;
    }

    /** The parts of a mapping, of which all must be allowed; texts in it have no placeholders but where Kamelets get them. */
    private Map<String, Node> keys(Node node, String where, Set<String> allowed) {
        Map<String, Node> parts = new LinkedHashMap<>();
        if (!(node instanceof MappingNode map)) {
            say(
                    node,
                    "A map belongs here, in " + where + ": one of " + String.join(", ", new TreeSet<>(allowed)) + ".");
            return parts;
        }
        for (NodeTuple tuple : map.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (!allowed.contains(key)) {
                say(
                        tuple.getKeyNode(),
                        "A tenant's file may not use " + LogText.line(key, 60) + " in " + where + "."
                                + Nearest.hint(key, allowed) + " It may use: "
                                + String.join(", ", new TreeSet<>(allowed)) + ".");
            } else if (parts.put(key, tuple.getValueNode()) != null) {
                say(tuple.getKeyNode(), key + " stands twice in " + where + ". Take one out.");
            } else if (TEXTS.contains(key) && !(tuple.getValueNode() instanceof ScalarNode)) {
                say(tuple.getKeyNode(), key + " takes one text, not a list or a map.");
            } else if (tuple.getValueNode() instanceof ScalarNode value
                    && value.getValue().contains("{{")) {
                say(
                        tuple.getKeyNode(),
                        "A tenant's file may have a placeholder in the parameters of a Kamelet alone, and not in " + key
                                + ". Take it out; a blank between two braces makes them none.");
            }
        }
        return parts;
    }

    private static Node none(Node at) {
        return YamlNodes.newMapping(at, List.of());
    }

    private static Node orElse(@Nullable Node node, Node other) {
        return node == null ? other : node;
    }

    private void say(Node at, String what) {
        if (problems.size() >= MOST_PROBLEMS) {
            return;
        }
        problems.add(new Problem(file.name(), YamlNodes.line(at), what));
    }
}
