package io.github.tektoncourier.routes.check.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tektoncourier.routes.check.file.ExpressionUse;
import io.github.tektoncourier.routes.check.file.Findings;
import io.github.tektoncourier.routes.check.file.SimpleFunctions;
import io.github.tektoncourier.routes.check.file.SinkFileModel;
import io.github.tektoncourier.text.LogText;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks JSON that is written as a text with values of the event in it: it is JSON, and stays so where a value has a
 * quote, which messages of runs have.
 */
public final class JsonBodyCheck {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> BODIES = Set.of("setBody", "transform");

    /** Attributes whose alphabet Kubernetes, Tekton or the courier close: no quote, no backslash. */
    private static final Pattern CLOSED = Pattern.compile(
            "(?i)(in\\.)?headers?[.:\\[]['\"]?CamelCloudEvent(ID|Type|Source|Subject|Time|SchemaURL|DataContentType|Version"
                    + "|Kind|Namespace|Runuid|Pipeline|Pipelinerun|Pipelinetask|Task|Attempt|Outcome|Step|Exitcode"
                    + "|Partitionkey|Sequence|Partial|Trimmed|Replay)['\"]?]?"
                    + "|date:.*|exchangeId|uuid.*|random.*|hostName|routeId|size.*|length.*|hash.*|base64Encode.*"
                    + "|properties:.*|env[.:].*|sys[.:].*",
            Pattern.DOTALL);

    /** Attributes that are texts; a number needs no quotes. */
    private static final Pattern TEXT = Pattern.compile(
            "(?i)(in\\.)?headers?[.:\\[]['\"]?CamelCloudEvent(?!Attempt|Exitcode|Partial|Trimmed|Replay)[A-Za-z]+['\"]?]?");

    private static final String REMEDY =
            " Make it with jq instead, which escapes each value, e.g. setBody: { jq: '{message: variable(\"message\")}' };"
                    + " see \"Bodies of your own\" in docs/sinks.md.";

    private final Findings findings;

    public JsonBodyCheck(Findings findings) {
        this.findings = findings;
    }

    public void check(SinkFileModel model) {
        Set<String> safe = new HashSet<>();
        Set<String> open = new HashSet<>();
        for (ExpressionUse use : model.expressions()) {
            if (use.step().name().equals("setVariable")) {
                use.step().text("name").ifPresent(name -> (closed(use) ? safe : open).add(name));
            }
        }
        safe.removeAll(open);
        for (ExpressionUse use : model.expressions()) {
            boolean text = use.language().equals("simple") || use.language().equals("constant");
            if (text && !use.empty() && BODIES.contains(use.step().name())) {
                body(use, safe);
            }
        }
    }

    private static boolean closed(ExpressionUse use) {
        return switch (use.language()) {
            case "constant" -> !use.expression().matches("(?s).*[\"\\\\].*");
            case "header" ->
                CLOSED.matcher("header." + use.expression().strip()).matches();
            case "simple" ->
                SimpleFunctions.in(use.expression()).stream()
                                .allMatch(function ->
                                        CLOSED.matcher(function.text().strip()).matches())
                        && !SimpleFunctions.around(use.expression()).matches("(?s).*[\"\\\\].*");
            default -> false;
        };
    }

    private void body(ExpressionUse use, Set<String> safe) {
        String text = use.expression().strip();
        boolean looks = text.matches("(?s)\\{\\s*[\"'].*") || text.matches("(?s)\\[\\s*[{\"\\[].*");
        if (!looks) {
            return;
        }
        List<SimpleFunctions.Function> functions =
                use.language().equals("simple") ? SimpleFunctions.in(use.expression()) : List.of();
        String filled = filled(use.expression(), functions);
        try {
            JSON.readTree(filled.replaceAll("\\{\\{[^{}]*}}", "0"));
        } catch (JsonProcessingException e) {
            int index = (int) Math.max(0, e.getLocation().getCharOffset());
            findings.error(
                    use.line(index),
                    "The body looks like JSON and is none: "
                            + LogText.line(
                                    String.valueOf(e.getOriginalMessage()).replaceFirst("\\.*$", ""), 160)
                            + ". Correct it there.");
            return;
        }
        for (SimpleFunctions.Function function : functions) {
            String name = function.text().strip();
            boolean variable = name.matches("variables?\\..*") && safe.contains(name.replaceFirst("variables?\\.", ""));
            boolean quoted = quoted(use.expression(), function);
            if (function.depth() == 0 && !quoted && TEXT.matcher(name).matches()) {
                findings.error(
                        use.line(function.begin()),
                        "The JSON of this body breaks, because ${" + LogText.line(name, 80)
                                + "} is a text and stands without quotes. Put it in double quotes.");
                return;
            }
            if (function.depth() == 0 && !variable && !CLOSED.matcher(name).matches() && quoted) {
                findings.error(
                        use.line(function.begin()),
                        "The JSON of this body breaks as soon as ${" + LogText.line(name, 80) + "} has a quote in it."
                                + REMEDY);
                return;
            }
        }
    }

    /** The text with a number in the place of each outer function: right within quotes and without. */
    private static String filled(String text, List<SimpleFunctions.Function> functions) {
        StringBuilder filled = new StringBuilder();
        int at = 0;
        for (SimpleFunctions.Function function : functions) {
            if (function.depth() == 0) {
                filled.append(text, at, function.begin()).append('0');
                at = function.end();
            }
        }
        return filled.append(text.substring(at)).toString();
    }

    /** Whether a function stands within a JSON string. */
    private static boolean quoted(String text, SimpleFunctions.Function function) {
        boolean inside = false;
        String before = SimpleFunctions.around(text).substring(0, function.begin());
        for (int i = 0; i < before.length(); i++) {
            if (before.charAt(i) == '\\') {
                i++;
            } else if (before.charAt(i) == '"') {
                inside = !inside;
            }
        }
        return inside;
    }
}
