package io.github.tektoncourier.routes.check.grammar;

import io.github.tektoncourier.routes.check.file.SimpleText;
import io.github.tektoncourier.routes.check.file.StepExpression;
import io.github.tektoncourier.routes.check.file.StepExpression.Language;
import io.github.tektoncourier.routes.check.file.YamlNodes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * What may stand in an address that is made anew for each event. Camel fills placeholders in, takes options apart and
 * resolves paths <em>after</em> it evaluated such an address, so a text from a run could take a secret out of the settings,
 * change the method or choose another receiver.
 */
public final class AddressRules {

    /** Steps whose {@code uri} is a template. */
    private static final Set<String> BY_URI = Set.of("toD", "poll");

    /** Steps whose expression gives the address. */
    private static final Set<String> BY_EXPRESSION =
            Set.of("recipientList", "routingSlip", "dynamicRouter", "enrich", "pollEnrich");

    /** Steps that set what components of Camel take for orders. */
    private static final Set<String> SETTERS = Set.of("setHeader", "setProperty");

    private static final Pattern REST_TEMPLATE = Pattern.compile("rest:.*\\{(?!\\{).*");
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*|\\{\\{.*", Pattern.DOTALL);

    /** A host before the first value of the event would be given by the event. */
    private static final Pattern OPEN_HOST =
            Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:(//)?[^/?]*|.*://[^/?]*|\\{\\{[^}]*}}[^/?]*", Pattern.DOTALL);

    private static final Set<String> WITH_HOST = Set.of("http", "https", "ftp", "sftp", "ws", "wss");

    private static final String REMEDY =
            " Only event attributes without separators may stand there: ${header.CamelCloudEventNamespace}, …Kind,"
                    + " …Runuid, …Outcome, …Attempt, …Subject. For other values set a variable with setVariable and write"
                    + " {name} in the url of cloudevents-http-sink or in the topic of cloudevents-kafka-sink.";

    /** Says what is wrong at a place of the file. */
    @FunctionalInterface
    interface Problems {
        void say(Node at, String what);
    }

    /** Takes a literal address to the rules for those that stand in a {@code to}. */
    @FunctionalInterface
    interface Literals {
        void check(String step, Node at, String uri);
    }

    private final Problems problems;
    private final Literals literals;

    public AddressRules(Problems problems, Literals literals) {
        this.problems = problems;
        this.literals = literals;
    }

    /** Checks one step. */
    public void check(String step, Node at, Node value) {
        if (BY_URI.contains(step)) {
            template(step, at, value);
        } else if (BY_EXPRESSION.contains(step)) {
            StepExpression.of(value).ifPresent(expression -> expression(step, expression, delimiter(step, value)));
        } else if (SETTERS.contains(step)) {
            setter(step, at, value);
        } else if (step.equals("setHeaders") && YamlNodes.child(value, "headers") instanceof SequenceNode list) {
            list.getValue().forEach(one -> setter("setHeader", one, one));
        } else if (step.equals("to") && REST_TEMPLATE.matcher(uri(value)).matches()) {
            problems.say(
                    at,
                    "The address of rest: takes {…} from headers, and those may come from a run. Use http: or"
                            + " cloudevents-http-sink, whose url takes {name} from a variable.");
        }
    }

    /** {@code toD}: the address and its options are one template. */
    private void template(String step, Node at, Node value) {
        Node uri = YamlNodes.child(value, "uri");
        Optional<String> language = SimpleText.language(uri(value));
        if (language.isPresent()) {
            refuse(step, uri == null ? at : uri, "the language " + language.get());
            return;
        }
        simple(step, uri == null ? at : uri, uri(value));
        if (YamlNodes.child(value, "parameters") instanceof MappingNode parameters) {
            for (NodeTuple tuple : parameters.getValue()) {
                String option = YamlNodes.text(tuple.getValueNode());
                String foreign = option == null ? null : foreign(option);
                if (foreign != null) {
                    refuse(step, tuple.getKeyNode(), foreign);
                }
            }
        }
    }

    private void expression(String step, StepExpression expression, String delimiter) {
        List<String> addresses = addresses(expression.text(), delimiter);
        switch (expression.language()) {
            case CONSTANT -> addresses.forEach(uri -> literals.check(step, expression.at(), uri));
            case SIMPLE -> addresses.forEach(uri -> simple(step, expression.at(), uri));
            case OTHER -> refuse(step, expression.at(), "the language " + expression.name());
        }
    }

    /** What separates several addresses; empty where there is only one. */
    private static String delimiter(String step, Node value) {
        String own =
                YamlNodes.text(YamlNodes.child(value, step.equals("recipientList") ? "delimiter" : "uriDelimiter"));
        if (step.endsWith("nrich") || "false".equals(own)) {
            return "";
        }
        return own == null ? "," : own;
    }

    /** Whether the {@code uri} of a step is a template. */
    static boolean byUri(String step) {
        return BY_URI.contains(step);
    }

    /** Whether the expression of a step gives an address. */
    public static boolean byExpression(String step) {
        return BY_EXPRESSION.contains(step);
    }

    /** The addresses that an expression of a step holds. */
    public static List<String> addresses(String step, Node value, String text) {
        return addresses(text, delimiter(step, value));
    }

    private static List<String> addresses(String text, String delimiter) {
        String[] parts = delimiter.isEmpty() ? new String[] {text} : text.split(Pattern.quote(delimiter), -1);
        return Arrays.stream(parts)
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private void simple(String step, Node at, String address) {
        String foreign = foreign(address);
        if (foreign != null) {
            refuse(step, at, foreign);
            return;
        }
        int first = SimpleText.firstFunction(address);
        if (first < 0) {
            literals.check(step, at, address);
            return;
        }
        String before = address.substring(0, first);
        if (!SCHEME.matcher(before).matches()) {
            problems.say(at, "The scheme of the address of " + step + " would come from the event. Write it out.");
        } else if (openHost(before)) {
            problems.say(
                    at,
                    "Host and port of the address of " + step
                            + " would come from the event. Write them out, with a / or ? behind them; a choice can"
                            + " pick one of several.");
        } else {
            literals.check(step, at, address);
        }
    }

    private static boolean openHost(String before) {
        if (!OPEN_HOST.matcher(before).matches()) {
            return false;
        }
        String scheme = before.replaceFirst(":.*", "").toLowerCase(Locale.ROOT);
        return before.contains("://") || before.startsWith("{{") || WITH_HOST.contains(scheme);
    }

    /** Headers and properties whose names begin with Camel's own prefixes are orders to components. */
    private void setter(String step, Node at, Node value) {
        Node nameNode = YamlNodes.child(value, "name");
        String name = YamlNodes.text(nameNode);
        if (name == null) {
            return;
        }
        if (SimpleText.firstFunction(name) >= 0) {
            String foreign = foreign(name);
            problems.say(
                    nameNode == null ? at : nameNode,
                    "The name of a header or property cannot be made of text from the event"
                            + (foreign == null ? "" : " (" + foreign + ")") + ". Write the name out.");
            return;
        }
        if (!steers(name)) {
            return;
        }
        StepExpression.of(value).ifPresent(expression -> {
            String foreign = expression.language() == Language.SIMPLE
                    ? foreign(expression.text())
                    : expression.language() == Language.CONSTANT ? null : "the language " + expression.name();
            if (foreign != null) {
                problems.say(
                        expression.at(),
                        step + " of " + name + " gives orders to a component of Camel, and " + foreign
                                + " may be text from a run." + REMEDY);
            }
        });
    }

    private static boolean steers(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean harmless = lower.startsWith("camelcloudevent")
                || lower.equals("camelfilename") // the file component keeps within its directory
                || lower.equals("kafka.key")
                || lower.equals("camelkafkakey");
        return !harmless
                && (lower.startsWith("camel") || lower.startsWith("kafka.") || lower.startsWith("org.apache."));
    }

    private void refuse(String step, Node at, String foreign) {
        problems.say(
                at,
                "The address of " + step + " cannot be made with " + foreign + ", which may be text from a run."
                        + REMEDY);
    }

    /** The first function that could be text from a run; null where there is none. */
    private static @Nullable String foreign(String text) {
        return SimpleText.foreign(text);
    }

    private static String uri(Node value) {
        String uri =
                YamlNodes.text(value) != null ? YamlNodes.text(value) : YamlNodes.text(YamlNodes.child(value, "uri"));
        return uri == null ? "" : uri;
    }
}
