package io.github.tektoncourier.routes.check;

import io.github.tektoncourier.routes.check.file.EndpointCall;
import io.github.tektoncourier.routes.check.file.ExpressionUse;
import io.github.tektoncourier.routes.check.file.Findings;
import io.github.tektoncourier.routes.check.file.RouteStep;
import io.github.tektoncourier.routes.check.file.SinkFileModel;
import io.github.tektoncourier.routes.check.file.YamlNodes;
import io.github.tektoncourier.routes.check.kamelet.KameletUse;
import io.github.tektoncourier.routes.check.kamelet.Kamelets;
import io.github.tektoncourier.routes.check.placeholder.Placeholders;
import io.github.tektoncourier.text.CredentialShapes;
import io.github.tektoncourier.text.Credentials;
import io.github.tektoncourier.text.LogText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/** Warns of what may be meant so: secrets in clear, plain http to a public host, several targets that share one fate. */
final class CautionCheck {

    private static final Pattern PLAIN_HTTP = Pattern.compile(
            "(?i)http:(?://)?(?:[^/?#]*@)?(\\[[^]]*]|[^/?#:]*)(?::[^/?#]*)?(?:[/?#].*)?", Pattern.DOTALL);
    private static final Pattern PRIVATE =
            Pattern.compile("(?i)[^.]*|.*\\.(localhost|local|internal|intranet|lan|home|corp"
                    + "|private|test|svc|cluster|example|home\\.arpa)|127(\\.\\d+){3}|10(\\.\\d+){3}|192\\.168(\\.\\d+){2}"
                    + "|172\\.(1[6-9]|2\\d|3[01])(\\.\\d+){2}|169\\.254(\\.\\d+){2}|\\[.*]|.*\\.svc\\..*");
    private static final Pattern HOOK = Pattern.compile(
            "(?i)https?://(hooks\\.slack\\.com/(services|workflows|triggers)|discord(app)?\\.com/api/webhooks"
                    + "|[^/]*\\.webhook\\.office\\.com|[^/]*\\.logic\\.azure\\.com)/.+",
            Pattern.DOTALL);
    private static final Pattern USER =
            Pattern.compile("(?i)[a-z][a-z0-9+.-]*:/*[^/?#@:]*:[^/?#@{]+@.*", Pattern.DOTALL);
    private static final Pattern QUERY = Pattern.compile("[?&]([A-Za-z0-9_.-]+)=([^&]*)");
    private static final Set<String> SECRET_ADDRESSES = Set.of("url", "webhookUrl", "oauth2TokenUrl");
    private static final Set<String> BRANCHES =
            Set.of("filter", "when", "otherwise", "choice", "split", "loop", "loadBalance", "recipientList", "enrich");
    private static final Set<String> LOCAL = Set.of(
            "direct",
            "log",
            "bean",
            "class",
            "language",
            "mock",
            "dataformat",
            "validator",
            "file",
            "stub",
            "controlbus");

    private final Findings findings;
    private final Kamelets kamelets;
    private final Placeholders placeholders;
    private final Set<Integer> inClear = new HashSet<>();

    CautionCheck(Findings findings, Kamelets kamelets, Placeholders placeholders) {
        this.findings = findings;
        this.kamelets = kamelets;
        this.placeholders = placeholders;
    }

    void check(SinkFileModel model, List<KameletUse> uses) {
        uses.forEach(this::kamelet);
        model.calls().forEach(this::call);
        model.expressions().forEach(this::header);
        model.expressions().forEach(use -> CredentialShapes.in(use.expression())
                .forEach(found -> shape(use.line(found.at()), found.what())));
        targets(model);
    }

    private void kamelet(KameletUse use) {
        Set<String> secret =
                kamelets.find(use.kamelet()).map(Kamelets.Parameters::secret).orElse(Set.of());
        use.values().forEach((name, value) -> {
            boolean address = SECRET_ADDRESSES.contains(name);
            if (literal(value.written()) && (address ? secretAddress(value.written()) : secret.contains(name))) {
                inClear(value.line(), name);
            }
            CredentialShapes.in(value.written()).forEach(found -> shape(value.line(), found.what()));
            if (value.filled() != null) {
                plain(value.line(), value.filled());
            }
        });
    }

    private void call(EndpointCall call) {
        if (call.uri().startsWith("kamelet:")) {
            return;
        }
        if (literal(call.uri()) && secretAddress(call.uri())) {
            inClear(YamlNodes.line(call.at()), "address");
        }
        for (EndpointCall.Parameter parameter : call.given()) {
            if (!parameter.inline()
                    && literal(parameter.value())
                    && !parameter.value().isBlank()
                    && Credentials.isSecret(parameter.name(), parameter.value())) {
                inClear(YamlNodes.line(parameter.at()), parameter.name());
            }
        }
        CredentialShapes.in(call.uri()).forEach(found -> shape(YamlNodes.line(call.at()), found.what()));
        for (EndpointCall.Parameter parameter : call.given()) {
            CredentialShapes.in(parameter.value())
                    .forEach(found -> shape(YamlNodes.line(parameter.at()), found.what()));
        }
        if (!call.step().name().equals("from")) {
            plain(YamlNodes.line(call.at()), filled(call.uri()));
        }
    }

    private void header(ExpressionUse use) {
        if (!use.step().name().equals("setHeader") || use.empty()) {
            return;
        }
        String name = use.step().text("name").orElse("");
        boolean text = use.language().equals("constant") || use.language().equals("simple");
        String value = use.expression().strip().replaceFirst("^(?i)(bearer|basic|apikey|token|key) +", "");
        if (text
                && literal(value)
                && !value.contains("${")
                && !value.isEmpty()
                && !name.toLowerCase(Locale.ROOT).startsWith("camel")
                && Credentials.isSecret(name, value)) {
            inClear(use.line(0), name);
        }
    }

    /** What looks like a credential, unless its name was told already. */
    private void shape(int line, String what) {
        if (!inClear.contains(line)) {
            inClear(line, what);
        }
    }

    private void inClear(int line, String name) {
        inClear.add(line);
        findings.warn(
                line,
                "The " + LogText.line(name, 60)
                        + " is a secret that stands in the file. Write {{my.key}} in its place and give the value by the"
                        + " environment variable MY_KEY, a properties file or a mounted Secret.");
    }

    private void plain(int line, String address) {
        Matcher http = PLAIN_HTTP.matcher(address.strip());
        if (http.matches()
                && !http.group(1).isEmpty()
                && !http.group(1).contains("{")
                && !PRIVATE.matcher(http.group(1)).matches()) {
            findings.warn(
                    line,
                    "Events go to " + LogText.line(http.group(1), 100)
                            + " unencrypted, over plain http:. Use https: where the receiver offers it.");
        }
    }

    private static boolean secretAddress(String address) {
        return HOOK.matcher(address.strip()).matches()
                || USER.matcher(address.strip()).matches()
                || QUERY.matcher(address)
                        .results()
                        .anyMatch(one -> !one.group(2).isEmpty()
                                && (Credentials.isSecret(one.group(1), one.group(2))
                                        || (one.group(1).matches("(?i)sig|sas|code|auth|api-?key|key")
                                                && one.group(2).length() > 7)));
    }

    private static boolean literal(String text) {
        return !text.isBlank() && !text.contains("{{") && !text.startsWith("#");
    }

    /** Targets that each event goes to, one behind the other, in one route. */
    private void targets(SinkFileModel model) {
        Map<RouteStep, EndpointCall> first = new HashMap<>();
        for (EndpointCall call : model.calls()) {
            RouteStep route = call.step().path().get(call.step().path().size() - 1);
            boolean target = Set.of("to", "toD").contains(call.step().name())
                    && !LOCAL.contains(call.scheme())
                    && call.step().text("variableReceive").isEmpty()
                    && !call.uri().matches("kamelet:/*tekton-format-action.*|\\{\\{.*")
                    && call.step().path().stream().noneMatch(step -> BRANCHES.contains(step.name()));
            if (target && first.putIfAbsent(route, call) != null) {
                Node at = call.step().at();
                findings.warn(
                        at,
                        "Each event goes to this target and to the one in line "
                                + YamlNodes.line(first.get(route).at())
                                + ": while one is down, the other gets nothing new. Put each into a file of its own, if"
                                + " that is not meant.");
            }
        }
    }

    private String filled(String uri) {
        try {
            return placeholders.fill(uri).orElse("");
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
