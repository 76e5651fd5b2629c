package io.github.tektoncourier.routes.check.grammar;

import io.github.tektoncourier.routes.check.file.EndpointCall;
import io.github.tektoncourier.routes.check.file.ExpressionUse;
import io.github.tektoncourier.routes.check.file.Findings;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteStep;
import io.github.tektoncourier.routes.check.file.SinkFileModel;
import io.github.tektoncourier.routes.check.file.YamlNodes;
import io.github.tektoncourier.routes.check.grammar.Grammar.Definition;
import io.github.tektoncourier.routes.check.grammar.Grammar.Property;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Nearest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.util.StringHelper;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Holds a route to Camel's grammar, and notes on the way what the other checks look at. */
public final class GrammarCheck {

    /** Steps that {@link SinkRules} refuses as a whole. */
    private static final Set<String> WRAPPERS = Set.of("expression", "expressionType");

    private static final Set<String> MERGE = Set.of("<<");

    /** What follows such a step goes on as if it was not there. */
    private static final Set<String> NOTHING_WITHOUT_STEPS =
            Set.of("filter", "split", "loop", "multicast", "pipeline", "loadBalance");

    private final Grammar grammar = Grammar.load();
    private final Definition steps = grammar.definition(Grammar.STEP);
    private final Map<String, Property> languages =
            grammar.definition(Grammar.EXPRESSION).properties();
    private final SinkFileModel model = new SinkFileModel();
    private final Findings findings;
    private final Findings missing;

    public GrammarCheck(String file) {
        this.findings = new Findings(file);
        this.missing = new Findings(file);
    }

    /** What is wrong; what is missing only where nothing else is, because it may stand in the wrong place. */
    List<Problem> problems() {
        return findings.all().isEmpty() ? missing.all() : findings.all();
    }

    public SinkFileModel model() {
        return model;
    }

    /** Reads what stands behind {@code route:}. */
    void route(Node at, Node route) {
        body("route", Grammar.ROUTE, route, new RouteStep("route", at, route, null));
    }

    private void body(String name, String definition, Node node, RouteStep step) {
        Definition known = grammar.definition(definition);
        if (node instanceof MappingNode map) {
            properties(name, known, map, step);
        } else if (node instanceof SequenceNode) {
            findings.error(
                    node, name + " takes properties, not a list. Take the \"- \" off, or look at docs/sinks.md.");
        } else if (!YamlNodes.unset(node) && !known.scalar()) {
            findings.error(
                    node,
                    name + " takes properties, not a text. It has: "
                            + shown(known.properties().keySet()) + ".");
        } else if (YamlNodes.unset(node) && !(known.required().isEmpty() && !known.hasExpression())) {
            findings.error(
                    step.at(), "Nothing belongs to " + name + ". Indent what belongs to it further than its name.");
        }
        note(known, node, step);
    }

    private void properties(String name, Definition known, MappingNode map, RouteStep step) {
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : map.getValue()) {
            String written = YamlNodes.text(tuple.getKeyNode());
            String key = canonical(written == null ? "" : written);
            if (MERGE.contains(key)) {
                continue;
            }
            if (!seen.add(key)) {
                findings.error(
                        tuple.getKeyNode(),
                        key + " stands twice in " + name + ", and only the last would count. Take one of them out.");
            }
            Property property = known.properties().get(key);
            if (property == null) {
                unknown(name, known, tuple, written);
            } else {
                property(key, property, tuple, step);
                once(key, tuple);
            }
        }
        for (String required : known.required()) {
            if (!seen.contains(required)) {
                missing.error(step.at(), name + " needs " + required + ". Add it below " + name + ".");
            }
        }
        if (NOTHING_WITHOUT_STEPS.contains(name) && !seen.contains("steps")) {
            missing.error(
                    step.at(),
                    name + " has no steps, so it is for nothing. Put what it is for below steps, indented further than "
                            + name + ".");
        }
        boolean own = known.hasExpression() && !name.equals("expression");
        if (own && seen.stream().noneMatch(key -> WRAPPERS.contains(key) || languages.containsKey(key))) {
            missing.error(
                    step.at(),
                    name + " has no expression. Add one below it, e.g. simple: \"${header.CamelCloudEventOutcome} =="
                            + " 'failure'\".");
        }
    }

    /** Camel refuses a second step of the same id, whichever route it is in. */
    private void once(String key, NodeTuple tuple) {
        String id = key.equals("id") ? YamlNodes.text(tuple.getValueNode()) : null;
        if (id != null
                && !id.contains("{{")
                && model.ids().putIfAbsent(id, YamlNodes.line(tuple.getKeyNode())) != null) {
            findings.error(
                    tuple.getKeyNode(),
                    "The id " + LogText.line(id, 80) + " stands twice in this file. Give each step its own.");
        }
    }

    private void unknown(String name, Definition known, NodeTuple tuple, @Nullable String written) {
        String key = String.valueOf(written);
        if (name.equals("route") && key.equals("steps") && !findings.all().isEmpty()) {
            return; // it stands beside from because from is no mapping, which is said
        }
        boolean step = steps.properties().containsKey(canonical(key));
        boolean expression = known.equals(grammar.definition(Grammar.EXPRESSION));
        findings.error(
                tuple.getKeyNode(),
                (expression ? "There is no language " : name + " has no ")
                        + LogText.line(key, 60)
                        + (step && !expression ? ", which is a step: begin it with \"- \" below steps." : ".")
                        + Nearest.hint(key, known.properties().keySet())
                        + (step && !expression
                                ? ""
                                : " It has: " + shown(known.properties().keySet()) + "."));
    }

    private void property(String key, Property property, NodeTuple tuple, RouteStep step) {
        switch (property.type()) {
            case NODES -> list(key, property, tuple, step);
            case NODE -> node(key, property, tuple, step);
            case MAP -> parameters(key, tuple);
            case TEXT, BOOLEAN, NUMBER -> scalar(step.name(), key, property, tuple);
            case ANY -> { // what it takes is not known
            }
        }
    }

    private void node(String key, Property property, NodeTuple tuple, RouteStep step) {
        Node value = tuple.getValueNode();
        if (property.definition().equals(Grammar.EXPRESSION)) {
            RouteStep of = WRAPPERS.contains(key) ? step : new RouteStep(key, tuple.getKeyNode(), value, step);
            body("expression", Grammar.EXPRESSION, value, of);
        } else if (languages.containsKey(key) && languages.get(key).equals(property)) {
            language(key, property, tuple, step);
        } else {
            body(key, property.definition(), value, new RouteStep(key, tuple.getKeyNode(), value, step));
        }
    }

    private void language(String key, Property property, NodeTuple tuple, RouteStep step) {
        Node value = tuple.getValueNode();
        body(key, property.definition(), value, new RouteStep(key, tuple.getKeyNode(), value, step));
        Node text = value instanceof ScalarNode ? value : YamlNodes.child(value, "expression");
        String name = key;
        if (key.equals("language")) {
            String named = YamlNodes.text(YamlNodes.child(value, "language"));
            name = named == null ? key : named;
        }
        if (text instanceof ScalarNode && !YamlNodes.unset(text)) {
            MappingNode options = value instanceof MappingNode map ? map : null;
            model.add(new ExpressionUse(step, name, tuple.getKeyNode(), text, options, false));
        } else {
            model.add(new ExpressionUse(step, name, tuple.getKeyNode(), tuple.getKeyNode(), null, true));
        }
    }

    private void list(String key, Property property, NodeTuple tuple, RouteStep step) {
        if (tuple.getValueNode() instanceof SequenceNode list) {
            if (list.getValue().isEmpty() && key.equals("steps") && NOTHING_WITHOUT_STEPS.contains(step.name())) {
                findings.error(
                        tuple.getKeyNode(), "Nothing stands below " + key + " of " + step.name() + ". Add a step.");
            }
            for (Node item : list.getValue()) {
                if (property.definition().equals(Grammar.STEP)) {
                    step(item, step);
                } else {
                    String name = key.replaceFirst("s$", "");
                    body(name, property.definition(), item, new RouteStep(singular(key), item, item, step));
                }
            }
        } else if (YamlNodes.unset(tuple.getValueNode())) {
            findings.error(
                    tuple.getKeyNode(), "Nothing stands below " + key + ". Add a step, or take " + key + " out.");
        } else {
            findings.error(tuple.getKeyNode(), key + " is a list. Begin each of what stands below it with \"- \".");
        }
    }

    private static String singular(String key) {
        return key.equals("headers") ? "setHeader" : key.equals("variables") ? "setVariable" : key;
    }

    /** An entry below {@code steps}. */
    private void step(Node item, RouteStep above) {
        if (item instanceof ScalarNode scalar && !YamlNodes.unset(item)) {
            String name = canonical(scalar.getValue());
            findings.error(
                    item,
                    name.equals("stop")
                            ? "The step stop stands as \"- stop: {}\". Write it so."
                            : steps.properties().containsKey(name)
                                    ? "The step " + name + " lacks what belongs to it. Write \"- " + name
                                            + ":\" and its" + " properties below."
                                    : noStep(scalar.getValue()));
            return;
        }
        if (!(item instanceof MappingNode map) || map.getValue().isEmpty()) {
            findings.error(item, "A step is missing here. Write one, e.g. \"- to:\", or take the dash out.");
            return;
        }
        if (map.getValue().size() > 1) {
            String names = map.getValue().stream()
                    .map(tuple -> String.valueOf(YamlNodes.text(tuple.getKeyNode())))
                    .collect(Collectors.joining(", "));
            findings.error(
                    map.getValue().get(1).getKeyNode(),
                    "This entry of steps has " + names + ", but one step each. Begin a step with \"- \", and indent"
                            + " what belongs to a step further than its name.");
            return;
        }
        NodeTuple tuple = map.getValue().get(0);
        String written = String.valueOf(YamlNodes.text(tuple.getKeyNode()));
        String name = canonical(written);
        Property property = steps.properties().get(name);
        RouteStep step = new RouteStep(name, tuple.getKeyNode(), tuple.getValueNode(), above);
        model.add(step);
        if (property == null || !name.equals(written)) {
            findings.error(tuple.getKeyNode(), noStep(written));
            return;
        }
        body(name, property.definition(), tuple.getValueNode(), step);
    }

    private String noStep(String written) {
        return "There is no step " + LogText.line(written, 60) + "."
                + Nearest.hint(written, steps.properties().keySet())
                + " docs/sinks.md shows what sink files use.";
    }

    /** Where a step has an address. */
    private void note(Definition known, Node node, RouteStep step) {
        if (!known.properties().containsKey("uri")) {
            return;
        }
        Node uri = node instanceof ScalarNode ? node : YamlNodes.child(node, "uri");
        String text = YamlNodes.text(uri);
        if (uri != null && text != null && !YamlNodes.unset(uri)) {
            model.add(new EndpointCall(step, uri, text, YamlNodes.child(node, "parameters")));
        }
    }

    private void parameters(String key, NodeTuple tuple) {
        if (tuple.getValueNode() instanceof MappingNode map) {
            Set<String> seen = new HashSet<>();
            for (NodeTuple one : map.getValue()) {
                String name = String.valueOf(YamlNodes.text(one.getKeyNode()));
                if (!MERGE.contains(name) && !seen.add(name)) {
                    findings.error(
                            one.getKeyNode(),
                            "The parameter " + LogText.line(name, 60)
                                    + " stands twice, and only the last would count. Take one of them out.");
                }
            }
        } else if (!YamlNodes.unset(tuple.getValueNode())) {
            findings.error(
                    tuple.getKeyNode(),
                    key + " takes names and values, one a line: \"name: value\" below " + key + ".");
        }
    }

    private void scalar(String step, String key, Property property, NodeTuple tuple) {
        Node node = tuple.getValueNode();
        if (!(node instanceof ScalarNode scalar)) {
            findings.error(tuple.getKeyNode(), key + " of " + step + " takes one text, not a list or a map.");
            return;
        }
        String value = scalar.getValue().strip();
        if (YamlNodes.unset(node) || value.contains("{{") || value.contains("${") || value.startsWith("#")) {
            return;
        }
        String wanted = wanted(property, value);
        if (!wanted.isEmpty()) {
            findings.error(
                    node,
                    key + ": " + LogText.line(value, 60) + " of " + step + " is not " + wanted + "."
                            + Nearest.hint(value, property.allowed()));
        }
    }

    /** What a value ought to be; empty where it is. */
    private static String wanted(Property property, String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        if (property.type() == Grammar.Type.BOOLEAN && !List.of("true", "false").contains(lower)) {
            return "true or false";
        }
        if (property.type() == Grammar.Type.NUMBER && !value.matches("[-+]?[0-9]+(\\.[0-9]+)?")) {
            return "a number";
        }
        boolean one = property.allowed().isEmpty()
                || List.of(value.split(",", -1)).stream()
                        .allMatch(part -> property.allowed().stream().anyMatch(part.strip()::equalsIgnoreCase));
        return one ? "" : "one of " + String.join(", ", property.allowed());
    }

    public static String canonical(String key) {
        return key.indexOf('-') < 0 ? key : StringHelper.dashToCamelCase(key);
    }

    private static String shown(Set<String> names) {
        return names.stream()
                .filter(name -> !Set.of("id", "description", "note", "disabled").contains(name))
                .limit(40)
                .collect(Collectors.joining(", "));
    }
}
