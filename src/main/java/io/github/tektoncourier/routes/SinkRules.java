package io.github.tektoncourier.routes;

import static io.github.tektoncourier.routes.YamlNodes.child;
import static io.github.tektoncourier.routes.YamlNodes.line;
import static io.github.tektoncourier.routes.YamlNodes.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * What a sink file must keep to, beyond Camel's own grammar, so that "delivered" stays true: a route has an id and a
 * subscription of its own, and no step acknowledges before it delivers or swallows an error.
 */
final class SinkRules {

    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("wireTap", "it acknowledges before it delivers"),
            Map.entry("aggregate", "it acknowledges before it delivers"),
            Map.entry("resequence", "it acknowledges before it delivers"),
            Map.entry("threads", "it acknowledges before it delivers"),
            Map.entry("doTry", "it can swallow a failure that the subscription must see"),
            Map.entry("onException", "it can swallow a failure that the subscription must see"),
            Map.entry("errorHandler", "retry and dead letters belong to the subscription"),
            Map.entry("circuitBreaker", "it can swallow a failure that the subscription must see"),
            Map.entry("routeConfiguration", "retry and dead letters belong to the subscription"));
    private static final Set<String> HANDS_OFF = Set.of("seda", "disruptor", "disruptor-vm", "vm");

    private final String file;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<String, Integer> subscriptions = new HashMap<>();
    private final Placeholders placeholders;
    private final AddressRules addresses = new AddressRules(this::say, this::dynamicAddress);

    SinkRules(RouteFile file, Placeholders placeholders) {
        this.file = file.name();
        this.placeholders = placeholders;
        read(file);
    }

    List<Problem> problems() {
        return problems;
    }

    /** Route ids with their lines. */
    Map<String, Integer> ids() {
        return ids;
    }

    /** Names that the journal's own address is given, with their lines; those of Kamelets: {@link KameletCalls}. */
    Map<String, Integer> subscriptions() {
        return subscriptions;
    }

    private void read(RouteFile yaml) {
        try {
            Node root = YamlNodes.read(yaml).orElse(null);
            if (!(root instanceof SequenceNode list)) {
                say(root, "A sink file is a list that starts with \"- route:\". Compare it with examples/audit.");
                return;
            }
            list.getValue().forEach(this::entry);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            problems.add(new Problem(
                    file,
                    line,
                    "This is not valid YAML: " + e.getProblem() + ". Check indentation, colons and quotes here."));
        } catch (YamlEngineException e) {
            problems.add(new Problem(file, 0, "This is not valid YAML: " + firstLine(e) + "."));
        }
    }

    private void entry(Node entry) {
        Node route = child(entry, "route");
        if (route == null) {
            say(
                    entry,
                    child(entry, "from") != null
                            ? "The route has no \"- route:\" around it. Write \"- route:\" with id and from below it."
                            : "Only \"- route:\" entries can stand here. Take the others out.");
            walk(entry);
            return;
        }
        String id = text(child(route, "id"));
        if (id == null) {
            say(route, "The route has no id. Give it one, e.g. the file's name.");
        } else if (ids.put(id, line(child(route, "id"))) != null) {
            say(child(route, "id"), "The route id " + id + " stands twice in this file. Give each route its own.");
        }
        Node start = child(route, "autoStartup");
        if (start != null && !"true".equals(text(start))) {
            say(
                    start,
                    "A route with autoStartup: " + text(start)
                            + " would subscribe and deliver nothing. Take the line out; to turn a file off, give its"
                            + " route a precondition, or rename it so that it does not end in "
                            + SinksFolder.ENDING + ".");
        }
        Node from = child(route, "from");
        if (from == null) {
            say(route, "The route has no from. Start it with uri: kamelet:tekton-events-source.");
            return;
        }
        source(from);
        walk(route);
    }

    private void source(Node from) {
        String uri = text(child(from, "uri"));
        if (uri == null || !uri.startsWith("journal:")) {
            return;
        }
        Node name = child(child(from, "parameters"), "subscription");
        String subscription = filled(text(name));
        if (subscription == null && !uri.contains("subscription=")) {
            say(from, "The source has no subscription. Add parameters: { subscription: a-name-of-your-choice }.");
        } else if (subscription != null && subscriptions.put(subscription, line(name)) != null) {
            say(name, "The subscription " + subscription + " stands twice in this file. Two routes need two names.");
        }
    }

    private @Nullable String filled(@Nullable String text) {
        try {
            return text == null ? null : placeholders.fill(text).orElse(null);
        } catch (IllegalArgumentException e) {
            return text; // Camel says what is missing
        }
    }

    private void walk(Node node) {
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(this::walk);
        } else if (node instanceof MappingNode map) {
            for (NodeTuple tuple : map.getValue()) {
                step(text(tuple.getKeyNode()), tuple.getKeyNode(), tuple.getValueNode());
                walk(tuple.getValueNode());
            }
        }
    }

    private void step(@Nullable String key, Node at, Node value) {
        if (key == null) {
            return;
        }
        String why = REFUSED.get(key);
        if (why != null) {
            say(at, "A sink file cannot use " + key + ": " + why + ". Take it out.");
            return;
        }
        addresses.check(key, at, value);
        if (key.equals("to")) {
            String uri = text(value) != null ? text(value) : text(child(value, "uri"));
            if (uri != null) {
                address(at, uri);
            }
        }
    }

    /** What no step may send to, however it comes to its address. */
    private void address(Node at, String uri) {
        if (HANDS_OFF.contains(uri.replaceAll(":.*", ""))) {
            say(at, "A sink file cannot send to " + uri + ": it acknowledges before it delivers. Use direct: instead.");
        }
    }

    /** The same for an address that is made anew for each event. */
    private void dynamicAddress(String step, Node at, String uri) {
        address(at, uri);
        if (uri.startsWith("kamelet:") && (step.equals("toD") || uri.contains("${"))) {
            say(at, step + " to a Kamelet would leave one route per value. Use to, or a slot.");
        }
    }

    private void say(@Nullable Node at, String what) {
        problems.add(new Problem(file, line(at), what));
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
