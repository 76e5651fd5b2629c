package io.github.tektoncourier.routes.check.event;

import io.github.tektoncourier.routes.check.file.ExpressionUse;
import io.github.tektoncourier.routes.check.file.Findings;
import io.github.tektoncourier.routes.check.file.SinkFileModel;
import io.github.tektoncourier.routes.check.jq.JqTokens;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Nearest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names what compiles and does not do what was meant, because another language or client is spelt so. */
public final class ForeignSpellingCheck {

    /** Spring's. */
    private static final Pattern SPRING = Pattern.compile("#\\{((?:headers?|body|variables?|exchange\\w*)[.\\[])");

    /** Camel's exchange in Java has no such properties, and the route fails. */
    private static final Pattern OF_EXCHANGE = Pattern.compile("\\$\\{exchange\\.(headers?|body|variables?)\\b");

    /** A function of simple within a text of jq, which goes out as it stands. */
    private static final Pattern SIMPLE_IN_JQ =
            Pattern.compile("\\$\\{(headers?|body|variables?|exchangeProperty)[.:\\[}]");

    /** Signs of jq that = belongs to. */
    private static final Set<String> OPERATORS = Set.of("=", "!", "<", ">", "|", "+", "-", "*", "/", "%", "?");

    private static final Pattern GLOB = Pattern.compile(
            "\\$\\{(?:in\\.)?headers?[.:\\[]['\"]?CamelCloudEvent(Namespace|Pipeline|Task|Subject|Run)['\"]?]?}"
                    + "\\s+(?:==|=~|!=)\\s+(?:'([^']*)'|\"([^\"]*)\")");
    private static final Set<String> OF_XML = Set.of("xpath", "xquery", "xtokenize");
    private static final Set<String> COUNTED = Set.of("delay", "loop", "throttle");
    private static final Set<String> METHODS =
            Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE");

    private final Findings findings;

    public ForeignSpellingCheck(Findings findings) {
        this.findings = findings;
    }

    public void check(SinkFileModel model) {
        for (ExpressionUse use : model.expressions()) {
            if (use.empty()) {
                continue;
            }
            if (use.language().equals("simple")) {
                simple(use);
            } else if (use.language().equals("jq")) {
                jq(use);
            } else if (OF_XML.contains(use.language()) && !BodyShape.changed(model, use)) {
                findings.error(
                        use.at(),
                        "An event's data is JSON, which " + use.language() + " cannot read. Use jq, jsonpath or cel.");
            }
            method(use);
            number(use);
        }
    }

    private void simple(ExpressionUse use) {
        said(use, SPRING, "#{…} is a text like any other in simple, and goes out as it stands. Write ${", "…}.");
        said(
                use,
                OF_EXCHANGE,
                "${exchange.…} has no such value, and the route fails. Write ${",
                "…} without exchange.");
        Matcher glob = GLOB.matcher(use.expression());
        while (glob.find()) {
            String value = glob.group(2) == null ? glob.group(3) : glob.group(2);
            if (value.contains("*")) {
                findings.error(
                        use.line(glob.start()),
                        "No " + glob.group(1).toLowerCase(Locale.ROOT) + " is called '"
                                + LogText.line(value, 80)
                                + "', and * stands for nothing here. Use startsWith, endsWith or regex.");
            }
        }
    }

    private void jq(ExpressionUse use) {
        said(
                use,
                SIMPLE_IN_JQ,
                "${…} is a text like any other in jq, and goes out as it stands. Write ",
                "(\"NAME\").");
        if (use.predicate() && sets(use.expression())) {
            findings.error(use.line(0), "In jq = sets a value, so this holds for each event. == compares.");
        }
    }

    /** Whether a sign = stands alone in a program; in its texts it is a letter. */
    private static boolean sets(String program) {
        List<String> tokens = JqTokens.of(program);
        for (int i = 1; i + 1 < tokens.size(); i++) {
            if (tokens.get(i).equals("=") && !tokens.get(i + 1).equals("=") && !OPERATORS.contains(tokens.get(i - 1))) {
                return true;
            }
        }
        return false;
    }

    private void said(ExpressionUse use, Pattern spelling, String before, String after) {
        Matcher found = spelling.matcher(use.expression());
        if (found.find()) {
            findings.error(use.line(found.start()), before + found.group(1).replaceAll("[.\\[]$", "") + after);
        }
    }

    /** Camel asks for the number at each event, and the route fails where it is none. */
    private void number(ExpressionUse use) {
        String value = use.expression().strip();
        boolean counted = COUNTED.contains(use.step().name()) && !use.predicate();
        if (counted && use.language().equals("constant") && !value.contains("{{") && !value.matches("[0-9]{1,18}")) {
            findings.error(
                    use.line(0),
                    LogText.line(value, 40) + " of " + use.step().name()
                            + " is no number, and the route fails. Write one"
                            + (use.step().name().equals("delay") ? ", of milliseconds." : "."));
        }
    }

    private void method(ExpressionUse use) {
        Optional<String> name =
                use.step().name().equals("setHeader") ? use.step().text("name") : Optional.empty();
        String value = use.expression().strip();
        if (use.language().equals("constant")
                && name.filter("CamelHttpMethod"::equalsIgnoreCase).isPresent()
                && !value.contains("{{")
                && !METHODS.contains(value)) {
            findings.error(
                    use.line(0),
                    "HTTP has no method " + LogText.line(value, 40) + ", and the route fails."
                            + Nearest.hint(value, METHODS) + " There are: GET, POST, PUT, PATCH, DELETE, HEAD.");
        }
    }
}
