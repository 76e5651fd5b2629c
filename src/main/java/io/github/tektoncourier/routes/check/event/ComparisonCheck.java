package io.github.tektoncourier.routes.check.event;

import io.github.tektoncourier.cel.CelComparisons;
import io.github.tektoncourier.cel.CelSyntaxException;
import io.github.tektoncourier.routes.check.file.EventVocabulary;
import io.github.tektoncourier.routes.check.file.ExpressionUse;
import io.github.tektoncourier.routes.check.file.Findings;
import io.github.tektoncourier.routes.check.file.SimpleFunctions;
import io.github.tektoncourier.routes.check.file.SinkFileModel;
import io.github.tektoncourier.routes.check.jq.JqRoots;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks decisions in the simple language that are always the same, whatever the event. */
public final class ComparisonCheck {

    private static final Pattern OPERATOR = Pattern.compile(
            "(^|\\s|\u0000)(==|=~|!=|!=~|>|>=|<|<=|~~|!~~|!?contains|!?regex|!?in|!?is|!?range|!?startsWith|!?endsWith"
                    + "|starts with|ends with|\\?|\\?:|&&|\\|\\|)(\\s|\u0000|$)");
    private static final Pattern NO_OPERATOR =
            Pattern.compile("\u0000\\s*(=|===|equals?|eq|ne|like|matches|has|includes|is not|not|and|or)(\\s|['\"])");
    private static final Pattern TIGHT = Pattern.compile("\u0000(==|!=|=~|>=|<=|>|<)|(==|!=|=~|>=|<=)\\S");
    private static final Pattern COMPARED = Pattern.compile(
            "\\$\\{(?:in\\.)?headers?[.:\\[]['\"]?(CamelCloudEvent[A-Za-z]+)['\"]?]?}\\s+(==|=~|in|startsWith|starts with"
                    + "|endsWith|ends with|contains|~~)\\s+(?:'([^']*)'|\"([^\"]*)\")",
            Pattern.CASE_INSENSITIVE);
    private static final Map<String, Set<String>> WORDS = Map.of(
            "camelcloudeventoutcome", EventVocabulary.OUTCOMES,
            "camelcloudeventkind", EventVocabulary.KINDS,
            "camelcloudeventtype", EventVocabulary.TYPES);
    private static final Map<String, BiPredicate<String, String>> MATCHES = Map.of(
            "==", String::equals,
            "=~", String::equalsIgnoreCase,
            "in", String::equals,
            "startswith", String::startsWith,
            "endswith", String::endsWith,
            "contains", String::contains,
            "~~", (word, value) -> word.contains(value.toLowerCase(Locale.ROOT)));

    private static final Pattern INTO_BODY = Pattern.compile(
            "\\$\\{(?:in\\.)?body[.?\\[]+['\"]?(taskRun|pipelineRun|customRun|metadata|spec|status|event|run)");

    private static final Pattern ROOT = Pattern.compile("^\\$(?:\\.([A-Za-z_]\\w*)|\\[['\"]([^'\"]+)['\"]])");

    private static final Set<String> PATH_FUNCTIONS = Set.of("event", "length");

    private final Findings findings;

    public ComparisonCheck(Findings findings) {
        this.findings = findings;
    }

    public void check(SinkFileModel model) {
        for (ExpressionUse use : model.expressions()) {
            if (use.empty()) {
                continue;
            }
            if (use.language().equals("simple")) {
                if (use.predicate()) {
                    decides(use);
                }
                compared(use);
                if (!BodyShape.changed(model, use)) {
                    body(use);
                }
            } else if (use.language().equals("cel")) {
                comparedInCel(use);
            } else if (Set.of("jsonpath", "jq").contains(use.language())
                    && !BodyShape.changed(model, use)
                    && use.option("source").isEmpty()) {
                root(use);
            }
        }
    }

    private void decides(ExpressionUse use) {
        String text = use.expression().strip();
        if (text.matches("true|false") || text.contains("{{")) {
            return;
        }
        if (SimpleFunctions.in(text).isEmpty()) {
            findings.error(
                    use.line(0),
                    "\"" + LogText.line(text, 120) + "\" asks for no value of the event, so it is the same for each."
                            + " A value is ${header.NAME}, e.g. ${header.CamelCloudEventOutcome} == 'failure'.");
            return;
        }
        String around = SimpleFunctions.around(text).replaceAll("'[^']*'|\"[^\"]*\"", "''");
        if (around.replace("\u0000", "").isBlank() || OPERATOR.matcher(around).find()) {
            if (Arrays.stream(around.split("&&|\\|\\|", -1))
                    .anyMatch(part -> part.strip().equals("''"))) {
                findings.error(
                        use.line(0),
                        "\"" + LogText.line(text, 120)
                                + "\" has a text beside && or ||, which is compared with nothing."
                                + " Write both sides of each comparison: ${header.NAME} == 'a' || ${header.NAME} == 'b'.");
            }
            return;
        }
        Matcher wrong = NO_OPERATOR.matcher(around);
        String why = wrong.find()
                ? "\"" + wrong.group(1) + "\" is no operator."
                : TIGHT.matcher(around).find() ? "An operator needs blanks around it." : "It has no operator.";
        findings.error(
                use.line(0),
                "\"" + LogText.line(text, 120) + "\" compares nothing. " + why
                        + " Operators are ==, !=, contains, startsWith, endsWith, in, regex, && and ||, with blanks"
                        + " around them.");
    }

    /** Values that an attribute never has. */
    private void compared(ExpressionUse use) {
        Matcher found = COMPARED.matcher(use.expression());
        while (found.find()) {
            Set<String> words = WORDS.get(found.group(1).toLowerCase(Locale.ROOT));
            String operator = found.group(2).toLowerCase(Locale.ROOT).replace(" ", "");
            String value = found.group(3) != null ? found.group(3) : found.group(4);
            BiPredicate<String, String> matches = MATCHES.get(operator);
            if (words == null || matches == null || value.contains("${") || value.contains("{{")) {
                continue;
            }
            List<String> values = operator.equals("in") ? Arrays.asList(value.split(",", -1)) : List.of(value);
            String said = found.group(1) + " " + (operator.equals("in") ? "is" : found.group(2));
            never(use.line(found.start()), said, values, words, matches);
        }
    }

    /** The same of CEL. */
    private void comparedInCel(ExpressionUse use) {
        List<CelComparisons.Comparison> comparisons;
        try {
            comparisons = CelComparisons.in(use.expression());
        } catch (CelSyntaxException e) {
            return; // ExpressionCheck says so
        }
        for (CelComparisons.Comparison one : comparisons) {
            Set<String> words = WORDS.get("camelcloudevent" + one.attribute());
            BiPredicate<String, String> matches = MATCHES.get(one.operator().toLowerCase(Locale.ROOT));
            List<String> values = one.values().stream()
                    .filter(value -> !value.isEmpty() && !value.contains("{{"))
                    .toList();
            if (words != null && matches != null) {
                String said = one.attribute() + " " + (one.operator().equals("in") ? "is" : one.operator());
                never(use.line(one.place()), said, values, words, matches);
            }
        }
    }

    private void never(
            int line, String said, List<String> values, Set<String> words, BiPredicate<String, String> matches) {
        for (String one : values) {
            if (words.stream().noneMatch(word -> matches.test(word, one.strip()))) {
                findings.error(
                        line,
                        "No event's " + said + " '" + LogText.line(one.strip(), 80) + "'."
                                + EventVocabulary.hint(one, words)
                                + (words == EventVocabulary.TYPES
                                        ? " docs/events.md lists the types."
                                        : " There are: " + String.join(", ", words) + "."));
            }
        }
    }

    /** An event's body is JSON as bytes, which has no properties of its own. */
    private void body(ExpressionUse use) {
        Matcher into = INTO_BODY.matcher(use.expression());
        if (into.find()) {
            findings.error(
                    use.line(into.start()),
                    "${body." + LogText.line(into.group(1), 60)
                            + "} looks into the body, which is JSON as bytes, and the route fails. Use jsonpath, e.g."
                            + " ${jsonpath($.*.metadata.name)}.");
        }
    }

    /** The first name of a path into an event's data. */
    private void root(ExpressionUse use) {
        Set<String> roots =
                Arrays.stream(RunKind.values()).map(RunKind::dataKey).collect(Collectors.toSet());
        Optional<String> unknown = use.language().equals("jq")
                ? JqRoots.unknown(use.expression(), roots)
                : rootOfPath(use).filter(name -> !roots.contains(name));
        unknown.ifPresent(name -> {
            int begin = Math.max(use.expression().indexOf("." + name), 0);
            if (findings.errorAt(use.line(begin))) {
                return; // of a text that cannot be read as it was meant
            }
            findings.error(
                    use.line(begin),
                    "An event's data has no " + LogText.line(name, 60) + " at its top."
                            + Nearest.hint(name, roots)
                            + " It has taskRun, pipelineRun or customRun; "
                            + (use.language().equals("jq") ? ".[]" : "$.*") + " is whichever it is.");
        });
    }

    private static Optional<String> rootOfPath(ExpressionUse use) {
        Matcher root = ROOT.matcher(use.expression().strip());
        return root.find()
                ? Optional.of(root.group(1) != null ? root.group(1) : root.group(2))
                        .filter(name -> !PATH_FUNCTIONS.contains(name))
                : Optional.empty();
    }
}
