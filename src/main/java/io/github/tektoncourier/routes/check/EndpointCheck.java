package io.github.tektoncourier.routes.check;

import io.github.tektoncourier.routes.check.file.ControlCharacters;
import io.github.tektoncourier.routes.check.file.EndpointCall;
import io.github.tektoncourier.routes.check.file.EndpointCall.Parameter;
import io.github.tektoncourier.routes.check.file.ExpressionUse;
import io.github.tektoncourier.routes.check.file.Findings;
import io.github.tektoncourier.routes.check.file.KameletUri;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.SinkFileModel;
import io.github.tektoncourier.routes.check.file.YamlNodes;
import io.github.tektoncourier.routes.check.grammar.AddressRules;
import io.github.tektoncourier.routes.check.grammar.CamelVersion;
import io.github.tektoncourier.routes.check.grammar.Components;
import io.github.tektoncourier.routes.check.grammar.Components.Component;
import io.github.tektoncourier.routes.check.grammar.Components.Option;
import io.github.tektoncourier.routes.check.kamelet.HostPorts;
import io.github.tektoncourier.routes.check.kamelet.KameletRules;
import io.github.tektoncourier.routes.check.kamelet.Kamelets;
import io.github.tektoncourier.routes.check.placeholder.Placeholders;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Nearest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Checks addresses of Camel's own components: the component is on board and knows each option. Camel itself lets a
 * lenient component's unknown option go out as a part of the receiver's address, a password, too.
 */
final class EndpointCheck {

    /** Options that {@code HttpComponent.createEndpoint} takes and its metadata lack. */
    private static final Set<String> HTTP =
            Set.of("connectTimeout", "responseTimeout", "soTimeout", "connectionRequestTimeout");

    private static final Set<String> HTTP_SCHEMES = Set.of("http", "https");
    private static final Set<String> OURS = Set.of("tekton", "journal", "kamelet");
    private static final Set<String> POLLS = Set.of("poll", "pollEnrich");
    private static final int SHORTEST_LIKENESS = 6;
    private static final Pattern SECOND_QUERY = Pattern.compile("\\?([A-Za-z][A-Za-z0-9]*)=");

    /** What other clients call options of {@code http:}. */
    private static final Map<String, String> OF_OTHER_CLIENTS = Map.of(
            "method", "httpMethod",
            "timeout", "responseTimeout",
            "readTimeout", "responseTimeout",
            "socketTimeout", "soTimeout",
            "connectionTimeout", "connectTimeout");

    private final Findings findings;
    private final Placeholders placeholders;
    private final KameletRules kamelets;
    private final Kamelets known;

    EndpointCheck(Findings findings, Placeholders placeholders, Kamelets kamelets) {
        this.findings = findings;
        this.placeholders = placeholders;
        this.kamelets = new KameletRules(kamelets);
        this.known = kamelets;
    }

    /**
     * Checks all addresses of a file.
     *
     * @param elsewhere what routes of other files begin with
     */
    void check(SinkFileModel model, Set<String> elsewhere) {
        Set<String> consumers = new HashSet<>(elsewhere);
        consumers.addAll(consumers(model));
        for (EndpointCall call : model.calls()) {
            one(call, filled(call), consumers);
        }
        for (ExpressionUse use : model.expressions()) {
            if (AddressRules.byExpression(use.step().name())
                    && Set.of("constant", "simple").contains(use.language())) {
                expression(use, consumers);
            }
        }
    }

    /** What the routes of a file begin with, without options. */
    Set<String> consumers(SinkFileModel model) {
        return model.calls().stream()
                .filter(call -> call.step().name().equals("from"))
                .map(call -> path(filled(call)))
                .collect(Collectors.toSet());
    }

    /** Addresses that an expression holds; what is made for each event is looked at as far as it is written out. */
    private void expression(ExpressionUse use, Set<String> consumers) {
        for (String address :
                AddressRules.addresses(use.step().name(), use.step().value(), use.expression())) {
            EndpointCall call = new EndpointCall(use.step(), use.text(), address, null);
            one(call, filled(call), consumers);
            KameletUri.parse(filled(call)).ifPresent(uri -> kamelet(call, uri));
        }
    }

    /** A Kamelet that an expression names; the other calls are read as a whole elsewhere. */
    private void kamelet(EndpointCall call, KameletUri uri) {
        int line = YamlNodes.line(call.at());
        Map<String, Integer> lines = new TreeMap<>();
        uri.options().forEach(option -> lines.put(option.name(), line));
        List<Problem> problems = new ArrayList<>();
        kamelets.check("", new KameletRules.Call(uri.name(), line, lines, Map.of()), problems);
        problems.forEach(problem -> findings.error(line, problem.what()));
    }

    private void one(EndpointCall call, String uri, Set<String> consumers) {
        if (uri.isBlank() || uri.startsWith("${")) {
            return; // said by others
        }
        String scheme = EndpointCall.scheme(uri);
        if (scheme.isEmpty()) {
            noScheme(call, uri);
        } else if (scheme.equals("kamelet")) {
            KameletUri.parse(uri).ifPresent(kamelet -> {
                side(call, kamelet.name());
                queryInQuery(call, kamelet);
            }); // KameletCalls says the rest
        } else if (scheme.equals("ref")) {
            return;
        } else if (!Components.onBoard(scheme)) {
            notOnBoard(call.at(), scheme);
        } else {
            Components.find(scheme).ifPresent(component -> options(call.with(uri), component));
            ControlCharacters.in("The address", uri).ifPresent(what -> findings.error(call.at(), what));
            if (HTTP_SCHEMES.contains(scheme) && KameletUri.beforeQuery(uri).matches("[^$]*\\s[^$]*")) {
                findings.error(call.at(), "This address has a blank in it. Take it out, or write %20 in a path.");
            } else if (HTTP_SCHEMES.contains(scheme) && HostPorts.wrongPort(uri)) {
                findings.error(call.at(), "The port in this address must be between 1 and 65535. Correct it.");
            }
            if (scheme.equals("direct") && !call.step().name().equals("from")) {
                direct(call, uri, consumers);
            }
        }
    }

    /** A source stands in {@code from}, the others elsewhere: Camel starts the other way round, and no event comes. */
    private void side(EndpointCall call, String name) {
        String type = known.find(name).map(Kamelets.Parameters::type).orElse("");
        boolean begins = call.step().name().equals("from");
        if (begins && name.equals("tekton-runs-source")) {
            findings.warn(
                    call.at(),
                    "The Kamelet tekton-runs-source reads the cluster beside the journal: nothing of it is tried again,"
                            + " counted or kept over a restart. A sink file's from is kamelet:tekton-events-source.");
        }
        if (begins && Set.of("sink", "action").contains(type)) {
            findings.error(
                    call.at(),
                    "The Kamelet " + name
                            + " takes events and brings none, so it stands in a step. A sink file's from is"
                            + " kamelet:tekton-events-source.");
        } else if (!begins
                && type.equals("source")
                && !(POLLS.contains(call.step().name()) && !shipped(name))) {
            findings.error(
                    call.at(),
                    "The Kamelet " + name
                            + " brings events and takes none, so it stands in from. A step sends to a sink,"
                            + " such as kamelet:cloudevents-http-sink.");
        }
    }

    private static boolean shipped(String kamelet) {
        return Kamelets.shipped().contains(kamelet);
    }

    /** {@code ?url=…?contentMode=…}: the second question mark belongs to the value, and a parameter goes with it. */
    private void queryInQuery(EndpointCall call, KameletUri uri) {
        Set<String> names = known.find(uri.name())
                .filter(Kamelets.Parameters::ours)
                .map(Kamelets.Parameters::known)
                .orElse(Set.of());
        for (KameletUri.Option option : uri.options()) {
            Matcher second = SECOND_QUERY.matcher(option.value());
            if (second.find() && names.contains(second.group(1))) {
                findings.error(
                        call.at(),
                        "The second ? makes " + second.group(1) + " a part of " + LogText.line(option.name(), 60)
                                + ". A further parameter of the Kamelet begins with &.");
            }
        }
    }

    private void noScheme(EndpointCall call, String uri) {
        if (uri.contains("{{")) {
            return; // a placeholder without a value, which is said
        }
        String shown = LogText.line(uri.replaceAll("[?/].*", ""), 60);
        boolean kamelet = uri.matches("[a-z0-9-]+-(sink|source|action)(\\?.*)?");
        findings.error(
                call.at(),
                "The address " + shown + " names no component. "
                        + (kamelet
                                ? "Did you mean kamelet:" + shown + "?"
                                : "Begin it with one, e.g. kamelet:cloudevents-http-sink or https:."));
    }

    private void notOnBoard(Node at, String scheme) {
        Optional<String> jar = Components.artifact("component", scheme);
        if (jar.isPresent()) {
            findings.error(
                    at,
                    "The component " + scheme + " is not on board. Put " + jar.get()
                            + "-" + CamelVersion.text()
                            + ".jar and the jars that it needs into the folder extensions beside the launcher; see"
                            + " \"Rules for sink files\" in docs/sinks.md.");
            return;
        }
        Set<String> likely = new TreeSet<>(Components.names("component"));
        likely.removeIf(name -> !Components.onBoard(name));
        String hint = Nearest.hint(scheme, likely);
        findings.error(
                at,
                "There is no component " + LogText.line(scheme, 60) + "."
                        + (hint.isEmpty() ? Nearest.hint(scheme, Components.names("component")) : hint)
                        + " Check the spelling of what stands before the colon.");
    }

    private void direct(EndpointCall call, String uri, Set<String> consumers) {
        String path = path(uri);
        if (!path.contains("${") && !path.contains("{{") && !consumers.contains(path)) {
            Set<String> names =
                    consumers.stream().filter(one -> one.startsWith("direct:")).collect(Collectors.toSet());
            findings.error(
                    call.at(),
                    "No route of this file or of one beside it begins with " + LogText.line(path, 80)
                            + ", so nothing would take the event."
                            + Nearest.hint(path, names) + " Add a route with from: " + LogText.line(path, 80)
                            + ", or correct the name.");
        }
    }

    private void options(EndpointCall call, Component component) {
        boolean from = call.step().name().equals("from");
        if (from && component.producerOnly()) {
            findings.error(
                    call.at(),
                    "No route can begin with " + component.scheme() + ":, which only sends. Begin it with"
                            + " kamelet:tekton-events-source.");
        } else if (!from && component.consumerOnly()) {
            findings.error(
                    call.at(),
                    "Nothing can be sent to " + component.scheme() + ":, which only begins routes. Check the"
                            + " component's name.");
        }
        boolean both = call.parameters() != null
                && !KameletUri.ofName(call.uri()).options().isEmpty()
                && call.uri().contains("?");
        if (both && Set.of("to", "from").contains(call.step().name())) {
            findings.error(
                    call.at(),
                    "An address with a query of its own cannot have parameters, too: Camel takes one or the other. Move"
                            + " what stands behind the ? below parameters.");
        }
        List<Parameter> given = call.given();
        for (Parameter parameter : given) {
            Optional<Option> option = component.option(parameter.name());
            if (option.isPresent()) {
                value(component, option.get(), parameter);
            } else if (HTTP.contains(parameter.name()) && HTTP_SCHEMES.contains(component.scheme())) {
                value(component, new Option(parameter.name(), "integer", List.of(), ""), parameter);
            } else {
                unknown(component, parameter);
            }
        }
        for (String required : component.required()) {
            if (!OURS.contains(component.scheme())
                    && given.stream().noneMatch(parameter -> parameter.name().equals(required))) {
                findings.error(
                        call.at(),
                        component.scheme() + ": needs the option " + required + ". Add it below parameters.");
            }
        }
    }

    private void unknown(Component component, Parameter parameter) {
        Set<String> names = new TreeSet<>();
        component.options().values().stream()
                .filter(option -> !option.type().equals("path"))
                .forEach(option -> names.add(option.name()));
        if (HTTP_SCHEMES.contains(component.scheme())) {
            names.addAll(HTTP);
        }
        String name = parameter.name();
        if (!component.lenient()) {
            findings.error(
                    parameter.at(),
                    component.scheme() + ": has no option " + LogText.line(name, 60) + "." + Nearest.hint(name, names)
                            + " Correct it, or take it out.");
            return;
        }
        Optional<String> other = Optional.ofNullable(parameter.inline() ? null : OF_OTHER_CLIENTS.get(name))
                .filter(names::contains);
        other.or(() -> names.stream()
                        .filter(option -> alike(name, option, parameter.inline()))
                        .findFirst())
                .ifPresent(option -> {
                    String meant = other.or(() -> Nearest.meant(name, names)).orElse(option);
                    findings.error(
                            parameter.at(),
                            component.scheme() + ": has no option " + LogText.line(name, 60)
                                    + ", and would send it to the receiver as a part of the address. Did you mean "
                                    + meant
                                    + "?");
                });
    }

    /** Whether a name that the component would pass on is likely meant for it: what a receiver's query has is not. */
    private static boolean alike(String name, String option, boolean inline) {
        String a = name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
        String b = option.toLowerCase(Locale.ROOT);
        if (a.equals(b)) {
            return true;
        }
        int length = Math.min(a.length(), b.length());
        if (length < SHORTEST_LIKENESS) {
            return false;
        }
        boolean part = b.startsWith(a) || a.startsWith(b) || (!inline && (b.endsWith(a) || a.endsWith(b)));
        return part || Nearest.edits(a, b) <= (length < 9 ? 1 : 2);
    }

    private void value(Component component, Option option, Parameter parameter) {
        String value = text(parameter.value());
        ControlCharacters.in("The value of " + LogText.line(parameter.name(), 60), value)
                .ifPresent(what -> findings.error(parameter.at(), what));
        if (component.scheme().equals("kafka") && option.name().equals("brokers") && !value.contains("{{")) {
            HostPorts.brokers("brokers", value).ifPresent(what -> findings.error(parameter.at(), what));
        }
        if (option.name().equals("throwExceptionOnFailure") && value.equals("false")) {
            findings.error(
                    parameter.at(),
                    "throwExceptionOnFailure: false makes an event delivered that the receiver refused. Take it out;"
                            + " okStatusCodeRange says which answers are good.");
        }
        if (value.isEmpty() || value.contains("{{") || value.contains("${") || value.startsWith("#")) {
            return;
        }
        String wanted = wanted(option, value);
        if (!wanted.isEmpty()) {
            findings.error(
                    parameter.at(),
                    option.name() + "=" + LogText.line(value, 60) + " of " + component.scheme() + ": is not " + wanted
                            + "." + Nearest.hint(value, option.allowed()));
        }
    }

    private static String wanted(Option option, String value) {
        return switch (option.type()) {
            case "boolean" -> value.matches("(?i)true|false") ? "" : "true or false";
            case "integer", "number" ->
                value.matches("-?[0-9]{1,19}(\\.[0-9]+)?") ? "" : "a number (times are milliseconds)";
            case "duration" ->
                value.matches(
                                "(?i)-?[0-9]+|([0-9]+\\s*(ms|milliseconds?|s|sec|seconds?|m|min|minutes?|h|hours?|d|days?))+|p.*")
                        ? ""
                        : "a time such as 5000 (milliseconds), 30s or 5m";
            case "enum" ->
                option.allowed().stream().anyMatch(value::equalsIgnoreCase)
                        ? ""
                        : "one of " + String.join(", ", option.allowed());
            default -> "";
        };
    }

    private String text(String value) {
        String raw = value.replaceFirst("^RAW[({](.*)[)}]$", "$1");
        try {
            return placeholders.fill(raw).orElse("").strip();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private String filled(EndpointCall call) {
        try {
            String path = KameletUri.beforeQuery(call.uri());
            return placeholders.fill(path).orElse("") + call.uri().substring(path.length());
        } catch (IllegalArgumentException e) {
            return call.uri();
        }
    }

    private static String path(String uri) {
        return KameletUri.beforeQuery(uri).replaceFirst("^([a-z]+:)//", "$1");
    }
}
