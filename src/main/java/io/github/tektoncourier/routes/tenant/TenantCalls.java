package io.github.tektoncourier.routes.tenant;

import io.github.tektoncourier.egress.EgressVerdict;
import io.github.tektoncourier.journal.SubscriptionName;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Nearest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Which Kamelets a tenant's file may call, with which parameters, and what these may say. */
final class TenantCalls {

    static final String SOURCE = "tekton-events-source";

    private static final Map<String, Set<String>> SENT = Map.of(
            "tekton-format-action",
            Set.of("format"),
            "cloudevents-http-sink",
            Set.of(
                    "url",
                    "urlFrom",
                    "contentMode",
                    "maxBytes",
                    "bearerToken",
                    "username",
                    "password",
                    "signingSecret",
                    "responseTimeout"),
            "http-json-sink",
            Set.of(
                    "url",
                    "method",
                    "body",
                    "maxBytes",
                    "bearerToken",
                    "username",
                    "password",
                    "signingSecret",
                    "responseTimeout"),
            "cloudevents-kafka-sink",
            Set.of("bootstrapServers", "topic", "topicFrom", "contentMode", "maxBytes"),
            "tekton-slack-sink",
            Set.of("webhookUrl", "token", "channel", "channelFrom", "apiUrl", "runUrl"));

    /** Without startFrom: what the journal has of the time before may be another owner's of the same namespace's name. */
    private static final Set<String> READ = Set.of(
            "subscription",
            "types",
            "namespaces",
            "kinds",
            "outcomes",
            "retryFor",
            "lanes",
            "rateLimit",
            "rateBurst",
            "slot",
            "slotFrom",
            "slotPattern",
            "slotEnum",
            "slotType",
            "slotDefault",
            "slotRequired");

    private static final Pattern SECRET = Pattern.compile("\\{\\{secret:[a-z0-9.-]{1,253}/[A-Za-z0-9._-]{1,253}}}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z0-9._-]{1,80}");

    /** A variable of the whole context, or of another route. */
    private static final Pattern ELSEWHERE = Pattern.compile("\\{[^{}]*:[^{}]*}");

    private static final Pattern ORIGIN = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://[^/?#]*).*", Pattern.DOTALL);

    /** Nothing else than a repeated group, or a large count, keeps a match going that looks at no character. */
    private static final Pattern UNBOUNDED = Pattern.compile("\\(|\\{[0-9,]*[0-9]{4}");

    private static final Pattern SHORT = Pattern.compile("[0-9]{1,5}ms|(?:30|[12]?[0-9])s?");
    private static final Set<String> ADDRESSES = Set.of("url", "webhookUrl", "apiUrl");

    private final String namespace;
    private final TenantLimits limits;
    private final BiConsumer<Node, String> say;

    TenantCalls(String namespace, TenantLimits limits, BiConsumer<Node, String> say) {
        this.namespace = namespace;
        this.limits = limits;
        this.say = say;
    }

    /** The source of a route. */
    void source(Node uri, Node parameters) {
        if (!(uri instanceof ScalarNode scalar) || !scalar.getValue().equals("kamelet:" + SOURCE)) {
            say.accept(uri, "A tenant's route begins with uri: kamelet:" + SOURCE + ".");
            return;
        }
        given(SOURCE, READ, parameters, this::read);
    }

    /** A step that sends. */
    void sent(Node uri, Node parameters) {
        String text = uri instanceof ScalarNode scalar ? scalar.getValue() : "";
        String name = text.startsWith("kamelet:") ? text.substring("kamelet:".length()) : "";
        Set<String> allowed = SENT.get(name);
        if (allowed == null) {
            say.accept(
                    uri,
                    "A tenant's file may send to Kamelets of the courier alone, and not to " + LogText.line(text, 80)
                            + "." + Nearest.hint(name, SENT.keySet()) + " There are: "
                            + String.join(", ", new TreeSet<>(SENT.keySet())) + "; parameters stand below parameters.");
            return;
        }
        given(name, allowed, parameters, this::sends);
    }

    /** Looks at a parameter's value. */
    private interface Look {
        void at(Node node, String name, String text);
    }

    private void given(String kamelet, Set<String> allowed, Node parameters, Look look) {
        if (!(parameters instanceof MappingNode map)) {
            return; // KameletRules names what is missing
        }
        for (NodeTuple tuple : map.getValue()) {
            String name = tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
            if (!allowed.contains(name)) {
                say.accept(
                        tuple.getKeyNode(),
                        "A tenant's file may not give " + kamelet + " the parameter " + LogText.line(name, 60) + "."
                                + Nearest.hint(name, allowed) + " It may give: "
                                + String.join(", ", new TreeSet<>(allowed)) + ".");
            } else if (tuple.getValueNode() instanceof ScalarNode value) {
                look.at(tuple.getKeyNode(), name, value.getValue());
            }
        }
    }

    private void read(Node node, String name, String text) {
        if (text.contains("{{")) {
            say.accept(node, "A tenant's file may have no placeholder in " + name + ". Write the value itself.");
        } else if (name.equals("subscription")
                && !SubscriptionName.namespace(text.strip()).equals(Optional.of(namespace))) {
            say.accept(node, named("subscription", text));
        } else if (name.equals("namespaces") && !text.strip().equals(namespace)) {
            say.accept(
                    node,
                    "A tenant's file gets the events of its own namespace alone. Take namespaces out, or write "
                            + namespace + ".");
        } else if (name.equals("lanes") && !text.strip().matches("[1-8]")) {
            say.accept(node, "A tenant's file has at most 8 lanes. Write a number from 1 to 8.");
        } else if (name.equals("retryFor") && tooLong(text)) {
            say.accept(
                    node,
                    "A tenant's file tries an event for at most 24h: what waits takes room from all. Write retryFor:"
                            + " 24h or less.");
        } else if (name.equals("slotPattern") && UNBOUNDED.matcher(text).find()) {
            say.accept(
                    node,
                    "A tenant's slotPattern has no groups and no count above 999: Java repeats an empty group without"
                            + " end. For a choice of words there is slotEnum.");
        }
    }

    private static boolean tooLong(String text) {
        try {
            return SubscriptionSettings.retryFor(text).compareTo(SubscriptionSettings.DEFAULT_RETRY_FOR) > 0;
        } catch (IllegalArgumentException e) {
            return false; // the checks of all files say that it is no duration
        }
    }

    private void sends(Node node, String name, String text) {
        Matcher secrets = SECRET.matcher(text);
        String rest = secrets.replaceAll("");
        if (rest.contains("{{")) {
            say.accept(
                    node,
                    "The only placeholders of a tenant's file are {{secret:NAME/KEY}}, for a Secret of its own"
                            + " namespace. Correct or take out the one in " + name + ".");
        } else if (name.endsWith("From") && !VARIABLE.matcher(text.strip()).matches()) {
            say.accept(node, name + " takes the name of a variable: letters, digits, '.', '_' and '-'.");
        } else if (ELSEWHERE.matcher(rest).find() && !name.equals("body")) {
            say.accept(node, "A variable in " + name + " is one of this route: letters, digits, '.', '_' and '-'.");
        } else if (name.equals("body")) {
            TenantExpressions.jq(text, limits).ifPresent(why -> say.accept(node, why));
        } else if (name.equals("bootstrapServers")) {
            servers(node, text);
        } else if (name.equals("responseTimeout")
                && !SHORT.matcher(text.strip()).matches()) {
            say.accept(node, "A tenant's file waits at most 30s for an answer. Write responseTimeout: 10s.");
        } else if (ADDRESSES.contains(name) && rest.equals(text)) {
            address(node, text.strip());
        }
    }

    /** What a Secret brings is checked when the route starts, and each connection once more. */
    private void address(Node node, String text) {
        Matcher origin = ORIGIN.matcher(text);
        if (origin.matches() && limits.egress().check(origin.group(1)) instanceof EgressVerdict.Refused refused) {
            say.accept(node, refused.why());
        }
    }

    private void servers(Node node, String text) {
        Set<String> allowed = new TreeSet<>();
        limits.kafka().forEach(server -> allowed.add(server.toLowerCase(Locale.ROOT)));
        boolean named = Arrays.stream(text.split(",", -1))
                .map(server -> server.strip().toLowerCase(Locale.ROOT))
                .allMatch(allowed::contains);
        if (!named) {
            say.accept(
                    node,
                    "A tenant's file may name only those Kafka servers that the operator names in courier.egress.kafka"
                            + (allowed.isEmpty() ? ", and there are none." : ": " + String.join(", ", allowed) + "."));
        }
    }

    String named(String what, String text) {
        return "The " + what + " " + LogText.line(text, 100) + " is not of this namespace. Write " + namespace
                + "/ and a name, e.g. " + namespace + "/builds.";
    }
}
