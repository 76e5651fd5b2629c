package io.github.tektoncourier.routes.check.grammar;

import static io.github.tektoncourier.routes.check.file.YamlNodes.child;
import static io.github.tektoncourier.routes.check.file.YamlNodes.line;
import static io.github.tektoncourier.routes.check.file.YamlNodes.text;

import io.github.tektoncourier.routes.check.file.EndpointCall;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.routes.check.file.RouteStep;
import io.github.tektoncourier.routes.check.file.SinkFileModel;
import io.github.tektoncourier.routes.check.file.YamlNodes;
import io.github.tektoncourier.routes.check.file.YamlSyntax;
import io.github.tektoncourier.routes.check.placeholder.Placeholders;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
public final class SinkRules {

    public static final String NO_ID = "The route has no id";

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
    /** What a route can be told, and how it would hide failures. */
    private static final Set<String> ON_ROUTE = Set.of("errorHandler", "errorHandlerRef", "routeConfigurationId");

    private static final Set<String> HANDS_OFF = Set.of("seda", "disruptor", "disruptor-vm", "vm");
    private static final Set<String> TIMED = Set.of("multicast", "split", "recipientList");
    private static final Set<String> POLLS = Set.of("poll", "pollEnrich");
    private static final Pattern HTTP = Pattern.compile("(?i)https?:");

    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<String, Integer> subscriptions = new HashMap<>();
    private final List<Node> routes = new ArrayList<>();
    private final String file;
    private final String content;
    private final Placeholders placeholders;
    private final GrammarCheck grammar;
    private final AddressRules addresses = new AddressRules(this::say, this::dynamicAddress);

    public SinkRules(RouteFile file, Placeholders placeholders) {
        this.file = file.name();
        this.content = file.content();
        this.placeholders = placeholders;
        this.grammar = new GrammarCheck(file.name());
        read(file);
    }

    public List<Problem> problems() {
        return problems;
    }

    /** What Camel's grammar does not have, but for what the rules refuse at the same line. */
    public List<Problem> grammarProblems() {
        Set<Integer> lines = problems.stream().map(Problem::line).collect(Collectors.toSet());
        return grammar.problems().stream()
                .filter(problem -> !lines.contains(problem.line()))
                .toList();
    }

    /** What stands in the routes. */
    public SinkFileModel model() {
        return grammar.model();
    }

    /** The file's text. */
    public String content() {
        return content;
    }

    /** What stands behind each {@code route:}. */
    public List<Node> routes() {
        return routes;
    }

    /** Ids of steps with their lines. */
    public Map<String, Integer> stepIds() {
        Map<String, Integer> steps = new HashMap<>(model().ids());
        steps.keySet().removeAll(ids.keySet());
        return steps;
    }

    /** Route ids with their lines. */
    public Map<String, Integer> ids() {
        return ids;
    }

    /** Names that the journal's own address is given, with their lines; those of Kamelets have lines of their own. */
    public Map<String, Integer> subscriptions() {
        return subscriptions;
    }

    private void read(RouteFile yaml) {
        try {
            Node root = YamlNodes.read(yaml).orElse(null);
            if (!(root instanceof SequenceNode list)) {
                String kind = text(child(root, "kind"));
                say(
                        root,
                        (kind == null ? "" : "This is an object of Kubernetes of kind " + LogText.line(kind, 40) + ". ")
                                + "A sink file is a list that starts with \"- route:\". Compare it with examples/audit.");
                return;
            }
            list.getValue().forEach(this::entry);
        } catch (MarkedYamlEngineException e) {
            problems.add(YamlSyntax.problem(yaml, e));
        } catch (YamlEngineException e) {
            problems.add(new Problem(file, 0, "This is not valid YAML: " + firstLine(e) + "."));
        }
    }

    private void entry(Node entry) {
        if (!(entry instanceof MappingNode map) || map.getValue().isEmpty()) {
            say(entry, "Only \"- route:\" entries can stand here. Take the others out.");
            return;
        }
        Node below = child(map, "route");
        if (map.getValue().size() > 1 && below != null && YamlNodes.unset(below)) {
            Node other = map.getValue().get(1).getKeyNode();
            say(other, foreign(String.valueOf(text(other)), map));
            return;
        }
        for (NodeTuple tuple : map.getValue()) {
            String key = GrammarCheck.canonical(String.valueOf(text(tuple.getKeyNode())));
            if (key.equals("route")) {
                route(tuple.getKeyNode(), tuple.getValueNode());
            } else if (REFUSED.containsKey(key)) {
                refuse(key, tuple.getKeyNode());
            } else {
                say(tuple.getKeyNode(), foreign(key, map));
            }
        }
    }

    private static String foreign(String key, MappingNode entry) {
        if (child(entry, "route") != null) {
            return key + " stands beside route. Indent it and what else belongs to the route by four blanks.";
        }
        if (key.equals("from")) {
            return "The route has no \"- route:\" around it. Write \"- route:\" with id and from below it.";
        }
        return "Only \"- route:\" entries can stand here." + Nearest.hint(key, Set.of("route")) + " Take "
                + LogText.line(key, 60) + " out.";
    }

    private void route(Node at, Node route) {
        String id = text(child(route, "id"));
        if (id == null || id.isBlank()) {
            say(child(route, "id") == null ? at : child(route, "id"), NO_ID + ". Give it one, e.g. the file's name.");
        } else if (ids.put(id, line(child(route, "id"))) != null) {
            say(child(route, "id"), "The route id " + id + " stands twice in this file. Give each route its own.");
        }
        start(route);
        if (route instanceof MappingNode map) {
            for (NodeTuple tuple : map.getValue()) {
                String key = GrammarCheck.canonical(String.valueOf(text(tuple.getKeyNode())));
                if (REFUSED.containsKey(key) || ON_ROUTE.contains(key)) {
                    refuse(key, tuple.getKeyNode());
                }
            }
        }
        Node from = child(route, "from");
        if (from == null) {
            say(at, "The route has no from. Start it with uri: kamelet:tekton-events-source.");
            return;
        }
        source(from);
        routes.add(route);
        int before = model().steps().size();
        int calls = model().calls().size();
        grammar.route(at, route);
        model().steps().subList(before, model().steps().size()).forEach(this::step);
        model().calls().subList(calls, model().calls().size()).forEach(this::call);
    }

    private void start(Node route) {
        Node start = child(route, "autoStartup");
        if (start != null && !"true".equals(text(start))) {
            say(
                    start,
                    "A route with autoStartup: " + text(start)
                            + " would subscribe and deliver nothing. Take the line out; to turn a file off, give its"
                            + " route a precondition, or rename it so that it does not end in " + RouteFile.ENDING
                            + ".");
        }
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

    private void step(RouteStep step) {
        if (REFUSED.containsKey(step.name())) {
            refuse(step.name(), step.at());
            return;
        }
        addresses.check(step.name(), step.at(), step.value());
        for (String key : List.of("ignoreInvalidEndpoints", "ignoreInvalidEndpoint")) {
            if (step.text(key).filter("true"::equals).isPresent()) {
                say(step.where(key), key + ": true makes an event delivered that had no address. Take it out.");
            }
        }
        if (step.name().equals("throwException")
                && step.text("exceptionType").isEmpty()
                && step.text("ref").isEmpty()) {
            say(step.at(), "throwException needs exceptionType, e.g. java.lang.IllegalStateException. Add it.");
        }
        if (TIMED.contains(step.name())
                && step.text("timeout").isPresent()
                && !step.text("parallelProcessing").filter("true"::equals).isPresent()) {
            say(
                    step.where("timeout"),
                    "timeout of " + step.name() + " needs parallelProcessing: true beside it, and is a number of"
                            + " milliseconds.");
        }
        if (step.name().equals("rollback")
                && step.text("markRollbackOnly").filter("true"::equals).isPresent()) {
            say(step.at(), "markRollbackOnly ends the route as if all was delivered. Use throwException instead.");
        }
    }

    private void refuse(String key, Node at) {
        String why = REFUSED.getOrDefault(key, "retry and dead letters belong to the subscription");
        say(at, "A sink file cannot use " + key + ": " + why + ". Take it out.");
    }

    private void call(EndpointCall call) {
        if (!call.step().name().equals("from")
                && !AddressRules.byUri(call.step().name())) {
            String uri = filled(call.uri());
            address(call.at(), uri == null ? call.uri() : uri);
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
        if (POLLS.contains(step) && HTTP.matcher(String.valueOf(filled(uri))).lookingAt()) {
            say(
                    at,
                    step + " from http: takes a receiver's error page for its answer and goes on. Use to with"
                            + " httpMethod: GET and variableReceive, which fails where the receiver does.");
        }
    }

    private void say(@Nullable Node at, String what) {
        problems.add(new Problem(file, line(at), what));
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
