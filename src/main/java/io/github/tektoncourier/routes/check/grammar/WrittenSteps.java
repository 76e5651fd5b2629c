package io.github.tektoncourier.routes.check.grammar;

import io.github.tektoncourier.routes.check.file.EndpointCall;
import io.github.tektoncourier.routes.check.file.ExpressionUse;
import io.github.tektoncourier.routes.check.file.RouteStep;
import io.github.tektoncourier.routes.check.file.YamlNodes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the steps of a sink file in the words of the file: placeholders are not filled in. */
public final class WrittenSteps {

    private final SinkRules rules;

    private WrittenSteps(SinkRules rules) {
        this.rules = rules;
    }

    /**
     * A route of the file.
     *
     * @param id as it is written
     * @param from where it begins
     * @param steps in order
     */
    public record Written(String id, Optional<Address> from, List<WrittenStep> steps) {}

    /**
     * A step, a branch of a {@code choice} included.
     *
     * @param name in Camel's own spelling; {@code when} and {@code otherwise} for branches
     * @param line of its name, from 1
     * @param address where it sends
     * @param expression that it decides by
     * @param below the steps that stand in it
     */
    public record WrittenStep(
            String name, int line, Optional<Address> address, Optional<String> expression, List<WrittenStep> below) {

        /** Whether another step stands in this one, at any depth. */
        public boolean holds(WrittenStep other) {
            return below.stream().anyMatch(one -> one.equals(other) || one.holds(other));
        }
    }

    /**
     * An address that a step uses.
     *
     * @param uri without parameters below it
     * @param parameters those in the address and those below {@code parameters}
     */
    public record Address(String uri, Map<String, String> parameters) {}

    /** The routes that a file's rules have read. */
    public static List<Written> of(SinkRules rules) {
        WrittenSteps reader = new WrittenSteps(rules);
        return rules.routes().stream().map(reader::route).toList();
    }

    private Written route(Node route) {
        List<WrittenStep> steps = new ArrayList<>();
        Optional<Address> from = Optional.empty();
        if (route instanceof MappingNode map) {
            for (NodeTuple tuple : map.getValue()) {
                if ("from".equals(name(tuple))) {
                    from = address(tuple.getKeyNode(), keys(tuple.getValueNode()));
                    steps.addAll(steps(tuple.getValueNode()));
                }
            }
        }
        steps.addAll(steps(route));
        return new Written(String.valueOf(YamlNodes.text(YamlNodes.child(route, "id"))), from, List.copyOf(steps));
    }

    private List<WrittenStep> steps(@Nullable Node above) {
        List<WrittenStep> steps = new ArrayList<>();
        if (YamlNodes.child(above, "steps") instanceof SequenceNode list) {
            for (Node item : list.getValue()) {
                if (item instanceof MappingNode map && !map.getValue().isEmpty()) {
                    NodeTuple tuple = map.getValue().get(0);
                    steps.add(step(name(tuple), tuple.getKeyNode(), tuple.getValueNode()));
                } else {
                    steps.add(step(GrammarCheck.canonical(String.valueOf(YamlNodes.text(item))), item, item));
                }
            }
        }
        return steps;
    }

    private WrittenStep step(String name, Node at, Node value) {
        List<WrittenStep> below = new ArrayList<>();
        if (name.equals("choice")) {
            if (YamlNodes.child(value, "when") instanceof SequenceNode list) {
                list.getValue().forEach(when -> below.add(step("when", when, when)));
            }
            Node otherwise = YamlNodes.child(value, "otherwise");
            if (otherwise != null) {
                below.add(step("otherwise", otherwise, otherwise));
            }
        } else {
            below.addAll(steps(value));
        }
        List<Node> keysBelow = keys(value);
        Optional<Address> address = name.equals("kamelet") ? Optional.of(kamelet(value)) : address(at, keysBelow);
        return new WrittenStep(name, YamlNodes.line(at), address, expression(at, keysBelow), List.copyOf(below));
    }

    /** What a {@code kamelet} step has is no address by name. */
    private static Address kamelet(Node value) {
        String name =
                value instanceof MappingNode ? YamlNodes.text(YamlNodes.child(value, "name")) : YamlNodes.text(value);
        RouteStep step = new RouteStep("kamelet", value, value, null);
        return address(new EndpointCall(step, value, "kamelet:" + name, YamlNodes.child(value, "parameters")));
    }

    /** The keys of steps below a step, whose addresses and expressions are not its own. */
    private static List<Node> keys(Node value) {
        List<Node> keys = new ArrayList<>();
        if (value instanceof MappingNode map) {
            for (NodeTuple tuple : map.getValue()) {
                if (name(tuple).equals("otherwise")) {
                    keys.add(tuple.getKeyNode());
                } else if (tuple.getValueNode() instanceof SequenceNode list
                        && List.of("steps", "when").contains(name(tuple))) {
                    list.getValue().forEach(item -> {
                        keys.add(item);
                        if (item instanceof MappingNode step) {
                            step.getValue().forEach(one -> keys.add(one.getKeyNode()));
                        }
                    });
                }
            }
        }
        return keys;
    }

    private Optional<Address> address(Node at, List<Node> below) {
        return rules.model().calls().stream()
                .filter(call -> of(call.step(), at, below))
                .findFirst()
                .map(WrittenSteps::address);
    }

    private static Address address(EndpointCall call) {
        Map<String, String> parameters = new LinkedHashMap<>();
        call.given().forEach(one -> parameters.put(one.name(), one.value()));
        return new Address(call.uri(), parameters);
    }

    private Optional<String> expression(Node at, List<Node> below) {
        return rules.model().expressions().stream()
                .filter(use -> of(use.step(), at, below))
                .findFirst()
                .map(ExpressionUse::expression);
    }

    private static boolean of(RouteStep used, Node at, List<Node> below) {
        for (RouteStep step : used.path()) {
            if (step.at().equals(at)) {
                return true;
            }
            if (below.contains(step.at())) {
                return false;
            }
        }
        return false;
    }

    private static String name(NodeTuple tuple) {
        return GrammarCheck.canonical(String.valueOf(YamlNodes.text(tuple.getKeyNode())));
    }
}
