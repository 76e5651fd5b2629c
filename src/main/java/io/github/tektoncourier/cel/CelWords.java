package io.github.tektoncourier.cel;

import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Nearest;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What dev.cel says of an expression, with the nearest name where one is not there. */
final class CelWords {

    private static final Pattern FIELD = Pattern.compile("undefined field '([^']*)'.*", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("undeclared reference to '([^']*)'.*", Pattern.DOTALL);

    private static final Pattern LONE_EQUALS = Pattern.compile("token recognition error at: '= ?[^=]?");
    private static final Pattern WORD_AS_OPERATOR = Pattern.compile("input '(and|or|not)'");
    private static final Map<String, String> OPERATORS = Map.of("and", "&&", "or", "||", "not", "!");

    private static final List<String> NAMES =
            List.of(CelEnvironment.EVENT, CelEnvironment.RUN, CelEnvironment.ATTRIBUTES);
    private static final String VARIABLES = String.join(", ", NAMES);

    /** What the run is called in the body and in other languages. */
    private static final Map<String, String> OTHER_NAMES = Map.of(
            "body", "run, which is the run of any kind",
            "pipelineRun", "run",
            "taskRun", "run",
            "customRun", "run",
            "header", "event for the attributes",
            "headers", "event for the attributes");

    private static final List<String> LEFT_OUT = List.of("canonical", "compareSecret");

    private CelWords() {}

    static String of(String said) {
        Matcher field = FIELD.matcher(said);
        if (field.matches()) {
            return noField(field.group(1));
        }
        Matcher name = NAME.matcher(said);
        if (name.matches() && LEFT_OUT.contains(name.group(1))) {
            return "there is no function " + name.group(1)
                    + " here, because it is about the headers of a webhook, and an event has none";
        }
        if (name.matches()) {
            return noName(name.group(1));
        }
        if (LONE_EQUALS.matcher(said).find()) {
            return "= is no operator. Write == to compare";
        }
        Matcher word = WORD_AS_OPERATOR.matcher(said);
        if (word.find()) {
            return word.group(1) + " is no operator. Write " + OPERATORS.get(word.group(1));
        }
        return LogText.line(said, 200);
    }

    private static String noName(String name) {
        String shown = LogText.line(name, 60);
        if (OTHER_NAMES.containsKey(name)) {
            return "there is no " + shown + ". Write " + OTHER_NAMES.get(name) + "; the variables are " + VARIABLES;
        }
        return EventFields.known(name)
                ? "there is no " + shown + ". Write event." + shown
                : "there is no " + shown + "; the variables are " + VARIABLES + Nearest.hint(name, NAMES);
    }

    static String noField(String field) {
        String hint = Nearest.hint(field, EventFields.NAMES);
        return "an event has no attribute " + LogText.line(field, 60) + "."
                + (hint.isEmpty() ? " It has " + String.join(", ", EventFields.NAMES) : hint);
    }
}
