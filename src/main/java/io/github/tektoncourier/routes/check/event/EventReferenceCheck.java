package io.github.tektoncourier.routes.check.event;

import io.github.tektoncourier.routes.check.file.EndpointCall;
import io.github.tektoncourier.routes.check.file.ExpressionUse;
import io.github.tektoncourier.routes.check.file.Findings;
import io.github.tektoncourier.routes.check.file.KameletUri;
import io.github.tektoncourier.routes.check.file.RouteStep;
import io.github.tektoncourier.routes.check.file.SetNames;
import io.github.tektoncourier.routes.check.file.SimpleFunctions;
import io.github.tektoncourier.routes.check.file.SinkFileModel;
import io.github.tektoncourier.routes.check.file.YamlNodes;
import io.github.tektoncourier.routes.check.kamelet.Kamelets;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Nearest;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks that headers and variables that are read are there: Camel takes one that is not for an empty text. */
public final class EventReferenceCheck {

    private static final Pattern HEADER = Pattern.compile(
            "(?:in\\.|out\\.)?headers?(?:As\\()?(?:\\?)?[.:\\[(]?['\"]?([A-Za-z][A-Za-z0-9_-]*(?:\\.[A-Za-z0-9_-]+)*).*",
            Pattern.DOTALL);

    private static final Pattern VARIABLE =
            Pattern.compile("variables?(?:As\\()?(?:\\?)?[.:\\[(]['\"]?([A-Za-z][A-Za-z0-9_.:-]*).*", Pattern.DOTALL);

    /** A comparison within the braces of a header or variable, which Camel takes for a part of the name. */
    private static final Pattern INSIDE = Pattern.compile(
            "(in\\.)?(headers?|variables?)[.:][A-Za-z][\\w.-]*\\s+(==|=~|!=|=|>|<|contains|regex|in|startsWith|endsWith)\\s.*",
            Pattern.DOTALL);

    /** A header or variable in jq; one with a second parameter has a value of its own where the event lacks it. */
    private static final Pattern JQ = Pattern.compile("\\b(header|variable)\\(\\s*\"([^\"\\\\]{1,100})\"\\s*\\)");

    private static final Pattern IN_ADDRESS = Pattern.compile("(?<![{$])\\{([A-Za-z][A-Za-z0-9_.-]*)}(?!})");
    private static final Set<String> FROM = Set.of("urlFrom", "topicFrom", "channelFrom");
    private static final Set<String> ADDRESSES = Set.of("url", "topic");
    private static final String SLOT = "slot.";
    private static final Set<String> OURS = Set.of("trim", "maxBytes");

    /** Steps behind which headers and variables may be there that the file does not name. */
    private static final Set<String> OPAQUE = Set.of(
            "bean",
            "process",
            "script",
            "enrich",
            "poll",
            "pollEnrich",
            "transformDataType",
            "unmarshal",
            "split",
            "removeHeaders",
            "claimCheck",
            "serviceCall");

    private static final Set<String> OPAQUE_SCHEMES = Set.of("bean", "class", "language", "dataformat");

    private final Findings findings;
    private final Kamelets kamelets;
    private final SetNames headers = new SetNames(String.CASE_INSENSITIVE_ORDER);
    private final SetNames variables = new SetNames(Comparator.naturalOrder());
    private boolean opaque;

    /** Whether a route takes events from another route, which may have a slot. */
    private boolean divided;

    public EventReferenceCheck(Findings findings, Kamelets kamelets) {
        this.findings = findings;
        this.kamelets = kamelets;
    }

    public void check(SinkFileModel model) {
        collect(model);
        for (ExpressionUse use : model.expressions()) {
            if (use.empty()) {
                continue;
            }
            switch (use.language()) {
                case "header" -> header(use.expression().strip(), use.line(0), use.step());
                case "variable" -> variable(use.expression().strip(), use.line(0), use.step());
                case "simple" -> simple(use);
                case "jq" -> jq(use);
                default -> { // no names of headers in it that could be told from other words
                }
            }
        }
        model.calls().forEach(this::address);
        model.steps().stream().filter(step -> step.name().equals("log")).forEach(this::log);
        model.steps().stream()
                .filter(step -> step.name().equals("removeHeader"))
                .forEach(this::removed);
    }

    private void collect(SinkFileModel model) {
        for (RouteStep step : allSteps(model)) {
            switch (step.name()) {
                case "setHeader" -> step.text("name").ifPresent(name -> headers.add(name, step));
                case "setVariable" ->
                    step.text("name").map(EventReferenceCheck::plain).ifPresent(name -> variables.add(name, step));
                case "convertHeaderTo" -> step.text("toName").ifPresent(name -> headers.add(name, step));
                case "convertVariableTo" -> step.text("toName").ifPresent(name -> variables.add(name, step));
                default -> opaque |= OPAQUE.contains(step.name());
            }
            step.text("variableReceive").map(EventReferenceCheck::plain).ifPresent(name -> variables.add(name, step));
        }
        for (EndpointCall call : model.calls()) {
            boolean from = call.step().name().equals("from");
            boolean other = from
                    ? !call.uri().matches("(kamelet:|journal:|direct:).*")
                    : call.uri().startsWith("kamelet:")
                            && !call.uri().matches("kamelet:/*(cloudevents-|tekton-|http-json-).*");
            opaque |= other
                    || OPAQUE_SCHEMES.contains(call.scheme())
                    || call.uri().startsWith("{{kamelet");
            if (from) {
                call.given().stream()
                        .filter(parameter -> parameter.name().equals("slot"))
                        .forEach(parameter ->
                                variables.add(SLOT + parameter.value().strip(), call.step()));
                divided |= !call.uri().matches("(kamelet:/*tekton-events-source|journal:).*");
            }
        }
        for (ExpressionUse use : model.expressions()) {
            Matcher set = Pattern.compile("set(Header|Variable)\\(\\s*['\"]?([A-Za-z][A-Za-z0-9_.-]*)")
                    .matcher(use.empty() ? "" : use.expression());
            while (set.find()) {
                (set.group(1).equals("Header") ? headers : variables).add(set.group(2), use.step());
            }
        }
    }

    /** Those that stand in lists of others, too. */
    private static Set<RouteStep> allSteps(SinkFileModel model) {
        Set<RouteStep> steps = new HashSet<>(model.steps());
        model.expressions().forEach(use -> steps.addAll(use.step().path()));
        model.calls().forEach(call -> steps.addAll(call.step().path()));
        return steps;
    }

    private void simple(ExpressionUse use) {
        for (SimpleFunctions.Function function : SimpleFunctions.in(use.expression())) {
            reference(function.text().strip(), use.line(function.begin()), use.step());
        }
    }

    private void jq(ExpressionUse use) {
        Matcher function = JQ.matcher(use.expression());
        while (function.find()) {
            if (function.group(1).equals("header")) {
                header(function.group(2), use.line(function.start()), use.step());
            } else {
                variable(function.group(2), use.line(function.start()), use.step());
            }
        }
    }

    private void log(RouteStep step) {
        step.text("message")
                .or(() -> Optional.ofNullable(YamlNodes.text(step.value())))
                .ifPresent(message -> {
                    for (SimpleFunctions.Function function : SimpleFunctions.in(message)) {
                        reference(function.text().strip(), YamlNodes.line(step.where("message")), step);
                    }
                });
    }

    private void reference(String function, int line, RouteStep at) {
        if (INSIDE.matcher(function).matches()) {
            findings.error(
                    line,
                    "${" + LogText.line(function, 100)
                            + "} compares nothing: an operator stands outside of the braces. Close the brace behind the"
                            + " name.");
            return;
        }
        Matcher header = HEADER.matcher(function);
        Matcher variable = VARIABLE.matcher(function);
        if (function.matches("(in\\.|out\\.)?headers?(As\\(|[?.:\\[(]).*") && header.matches()) {
            header(name(function, header.group(1)), line, at);
        } else if (variable.matches()) {
            variable(variable.group(1), line, at);
        }
    }

    /** Behind a dot the name of a header may be followed by a method: {@code header.x.length()}. */
    private static String name(String function, String name) {
        return function.contains(name + "(") ? name.replaceFirst("\\.[^.]*$", "") : name;
    }

    private void header(String name, int line, RouteStep at) {
        if (name.contains("{{") || EventHeaders.has(name)) {
            return;
        }
        if (headers.contains(name)) {
            late("header", name, headers, line, at);
            return;
        }
        String first = name.replaceFirst("\\..*", "");
        if (EventHeaders.has(first) || headers.contains(first)) {
            return;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        Set<String> known = new TreeSet<>(EventHeaders.names());
        known.addAll(headers.names());
        String hint = EventHeaders.ofAttribute(name)
                .map(meant -> " Did you mean " + meant + "?")
                .orElseGet(() -> Nearest.hint(name, known));
        boolean ours = lower.startsWith("camelcloudevent");
        boolean camels = lower.startsWith("camel");
        if (ours || (!opaque && !camels)) {
            findings.error(
                    line,
                    (ours ? "No event has the header " : "Neither an event nor this file sets the header ")
                            + LogText.line(name, 80) + ", so it is always empty." + hint
                            + " \"In a route\" in docs/sinks.md lists the headers.");
        }
    }

    private void variable(String name, int line, RouteStep at) {
        String plain = plain(name);
        String first = plain.replaceFirst("[.].*", "");
        boolean known = variables.contains(plain)
                || variables.contains(first)
                || OURS.contains(plain)
                || (divided && plain.startsWith(SLOT)) // by the file whose route sends here
                || (name.startsWith("header:")
                        && variables.contains(name.substring(7).replaceFirst("\\..*", "")));
        if (!known && !opaque && !name.contains("{{")) {
            findings.error(
                    line,
                    "No step of this file sets the variable " + LogText.line(plain, 80) + "."
                            + Nearest.hint(plain, variables.names()) + " Set it with setVariable before.");
        } else if (variables.contains(plain)) {
            late("variable", plain, variables, line, at);
        }
    }

    /** What is set behind a step, or where another event goes, is not there at it. */
    private void late(String what, String name, SetNames set, int line, RouteStep at) {
        OptionalInt later = opaque ? OptionalInt.empty() : set.tooLate(name, at, divided);
        later.ifPresent(other -> findings.error(
                line,
                "The " + what + " " + LogText.line(name, 80) + " is not set here: line " + other
                        + " sets it, which no event comes through before. Set it before this step."));
    }

    /** A step that takes a header away which no event has. */
    private void removed(RouteStep step) {
        step.text("name")
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith("camelcloudevent"))
                .ifPresent(name -> header(name, YamlNodes.line(step.where("name")), step));
    }

    private static String plain(String variable) {
        return variable.replaceFirst("^(exchange|global|route):", "");
    }

    /** {@code {name}} in the addresses that the sink Kamelets take. */
    private void address(EndpointCall call) {
        boolean ours = KameletUri.parse(call.uri())
                .flatMap(uri -> kamelets.find(uri.name()))
                .filter(Kamelets.Parameters::original)
                .isPresent();
        if (!ours) {
            return;
        }
        for (EndpointCall.Parameter parameter : call.given()) {
            if (parameter.name().equals("headers") && !parameter.value().contains("{{")) {
                wire(parameter, call.step());
            }
            if (FROM.contains(parameter.name())) {
                variable(parameter.value().strip(), YamlNodes.line(parameter.at()), call.step());
            }
            if (ADDRESSES.contains(parameter.name())) {
                if (findings.errorAt(YamlNodes.line(parameter.at()))) {
                    continue;
                }
                if (parameter.value().contains("${")) {
                    findings.error(
                            parameter.at(),
                            "The Kamelet does not evaluate ${…} in " + parameter.name()
                                    + ". Set a variable with setVariable before, and write {name} there.");
                }
                Matcher name = IN_ADDRESS.matcher(parameter.value());
                while (name.find()) {
                    variable(name.group(1), YamlNodes.line(parameter.at()), call.step());
                }
            }
        }
    }

    /** Headers that a sink is to send. */
    private void wire(EndpointCall.Parameter parameter, RouteStep at) {
        int line = YamlNodes.line(parameter.at());
        for (String part : parameter.value().split(",", -1)) {
            String name = part.strip();
            if (!name.isEmpty() && !opaque && !headers.contains(name) && !findings.errorAt(line)) {
                findings.error(
                        line,
                        "headers names " + LogText.line(name, 80) + ", which no step of this file sets."
                                + Nearest.hint(name, headers.names()) + " Set it with setHeader before.");
            } else if (headers.contains(name)) {
                late("header", name, headers, line, at);
            }
        }
    }
}
