package io.github.tektoncourier.routes.check;

import io.github.tektoncourier.routes.check.file.EndpointCall;
import io.github.tektoncourier.routes.check.file.ExpressionUse;
import io.github.tektoncourier.routes.check.file.Findings;
import io.github.tektoncourier.routes.check.file.SinkFileModel;
import io.github.tektoncourier.routes.check.file.YamlNodes;
import io.github.tektoncourier.routes.check.placeholder.Placeholders;
import io.github.tektoncourier.text.Credentials;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Nearest;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Checks the texts of a route: placeholders have values and ends, and no line ends where one breaks a request. */
public final class ValueCheck {

    private static final String BEGIN = "{{";
    private static final String END = "}}";

    /** A token of RFC 9110, 5.6.2. */
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    /** A key whose value YAML takes for a comment. */
    private static final Pattern COMMENTED =
            Pattern.compile("( *)(?:- )?([A-Za-z][A-Za-z0-9]*): +#[A-Za-z0-9]\\S*\\s*");

    /** With what a function would be asked for: a path, a Secret's key, or a variable of the environment. */
    private static final Pattern LIKE_A_FUNCTION =
            Pattern.compile("\\{\\{[?!]?([A-Za-z-]{2,20}):([^{}]*/[^{}]*|[A-Z][A-Z0-9_]+)}}");

    private final Findings findings;
    private final Placeholders placeholders;
    private final Set<String> keys;

    /** @param keys of the settings, for what a misspelt placeholder may mean */
    public ValueCheck(Findings findings, Placeholders placeholders, Set<String> keys) {
        this.findings = findings;
        this.placeholders = placeholders;
        this.keys = keys.stream().filter(key -> !key.startsWith("camel.")).collect(Collectors.toSet());
    }

    public void check(Node node) {
        check(node, false);
    }

    /** @param kamelet whether the courier fills the placeholders in, which takes other braces as they are */
    private void check(Node node, boolean kamelet) {
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(one -> check(one, kamelet));
        } else if (node instanceof MappingNode map) {
            String uri = YamlNodes.text(YamlNodes.child(map, "uri"));
            boolean called = uri != null && uri.startsWith("kamelet:");
            boolean jq = "jq".equals(YamlNodes.text(YamlNodes.child(map, "language")));
            for (NodeTuple tuple : map.getValue()) {
                String key = String.valueOf(YamlNodes.text(tuple.getKeyNode()));
                boolean inside = key.equals("kamelet") || key.equals("jq") || jq || (called && !key.equals("steps"));
                check(tuple.getValueNode(), inside || (kamelet && !key.equals("steps")));
            }
        } else if (node instanceof ScalarNode scalar && scalar.getValue().contains(BEGIN)) {
            placeholders(scalar, kamelet || scalar.getValue().startsWith("kamelet:"));
        }
    }

    private void placeholders(ScalarNode node, boolean kamelet) {
        String text = node.getValue();
        int stray = kamelet ? -1 : stray(text);
        if (stray >= 0) {
            findings.error(
                    line(node, stray),
                    "Camel takes the two braces }} here for the end of a placeholder that has no begin. Write a blank"
                            + " between them.");
            return;
        }
        try {
            placeholders.fill(text);
            functions(node);
        } catch (Placeholders.MissingValueException e) {
            String key = e.placeholder().replaceAll("[{}]", "");
            findings.error(
                    line(node, Math.max(0, text.indexOf(key))),
                    "The placeholder " + LogText.line(e.placeholder(), 120) + " has no value." + Nearest.hint(key, keys)
                            + remedy(key));
        } catch (IllegalArgumentException e) {
            findings.error(line(node, text.lastIndexOf(BEGIN)), String.valueOf(e.getMessage()));
        }
    }

    /** A function's misspelt name is a key like any other, and what stands behind its colon the default. */
    private void functions(ScalarNode node) {
        Matcher function = LIKE_A_FUNCTION.matcher(node.getValue());
        while (function.find()) {
            String name = function.group(1);
            String meant = name.toLowerCase(Locale.ROOT).replace("-", "").replaceFirst("(?<=.)s$", "");
            if (Placeholders.FUNCTIONS.contains(meant) && !name.equals(meant) && !keys.contains(name)) {
                findings.error(
                        line(node, function.start()),
                        "There is no function " + LogText.line(name, 40)
                                + " for placeholders, so the text behind the colon is"
                                + " the value. Did you mean the function " + meant + "?");
            }
        }
    }

    private static String remedy(String key) {
        if (key.startsWith("env:")) {
            return " Set the environment variable " + key.substring(4) + ".";
        }
        if (key.contains(":")) {
            return " Check that it is there.";
        }
        String variable =
                "by the environment variable " + key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
        return Credentials.isSecret(key, "")
                ? " Set it " + variable
                        + " or in a file given by --properties; --set would show it in the list of processes."
                : " Set it with --set " + key + "=VALUE, in a file given by --properties, or " + variable + ".";
    }

    /** Where two closing braces stand outside of placeholders; -1 where none do. */
    private static int stray(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\" + BEGIN, i) || text.startsWith("\\" + END, i)) {
                i += 2;
            } else if (text.startsWith(BEGIN, i)) {
                depth++;
                i++;
            } else if (text.startsWith(END, i)) {
                if (depth == 0) {
                    return i;
                }
                depth--;
                i++;
            }
        }
        return -1;
    }

    public static int line(ScalarNode node, int index) {
        int first = YamlNodes.line(node);
        if (!YamlNodes.literal(node)) {
            return first;
        }
        String before = node.getValue()
                .substring(0, Math.min(Math.max(index, 0), node.getValue().length()));
        return first + 1 + (int) before.chars().filter(c -> c == '\n').count();
    }

    /** Values that begin with #, such as a channel's name, and stand without quotes. */
    void comments(String content) {
        String[] lines = content.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            Matcher commented = COMMENTED.matcher(lines[i]);
            if (commented.matches()
                    && (i + 1 >= lines.length
                            || indent(lines[i + 1]) <= commented.group(1).length())) {
                findings.error(
                        i + 1,
                        "YAML takes what stands behind # for a comment, so " + commented.group(2)
                                + " has no value. Put the value in quotes.");
            }
        }
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    /** Checks what must be on one line. */
    void oneLine(SinkFileModel model) {
        for (EndpointCall call : model.calls()) {
            if (call.at() instanceof ScalarNode uri && uri.getValue().strip().contains("\n")) {
                findings.error(uri, "An address stands on one line. Take the line end out of it.");
            } else if (call.uri().endsWith("\n")) {
                findings.error(call.at(), "This address ends in a line end. Write it behind its key, without | or >.");
            }
            for (EndpointCall.Parameter parameter : call.given()) {
                if (!call.uri().startsWith("kamelet:") && parameter.value().contains("\n")) {
                    findings.error(
                            parameter.at(),
                            "The value of " + LogText.line(parameter.name(), 60)
                                    + " has a line end in it. Write it on one line, without |.");
                }
            }
        }
        for (ExpressionUse use : model.expressions()) {
            boolean header = use.step().name().equals("setHeader");
            String name = use.step().text("name").orElse("X");
            if (header
                    && !name.contains("{{")
                    && !name.contains("${")
                    && !HEADER_NAME.matcher(name).matches()) {
                findings.error(
                        use.step().where("name"),
                        "No header can be called " + LogText.line(name, 60)
                                + ". Names have letters, digits and '-', no blank and no colon.");
            }
            boolean trimmed = !"false".equals(use.option("trim").orElse("true"));
            String text = use.empty() ? "" : use.expression();
            if (header
                    && (trimmed ? text.strip() : text).contains("\n")
                    && !use.language().equals("jq")) {
                findings.error(use.text(), "A header stands on one line. Take the line end out of its value.");
            }
        }
    }
}
