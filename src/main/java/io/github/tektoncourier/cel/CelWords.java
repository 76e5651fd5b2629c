package io.github.tektoncourier.cel;

import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Nearest;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What dev.cel says of an expression, with the nearest name where one is not there. */
final class CelWords {

    private static final Pattern FIELD = Pattern.compile("undefined field '([^']*)'.*", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("undeclared reference to '([^']*)'.*", Pattern.DOTALL);

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
            List<String> variables = List.of(CelEnvironment.EVENT, CelEnvironment.RUN, CelEnvironment.ATTRIBUTES);
            return "there is no " + LogText.line(name.group(1), 60) + "; the variables are "
                    + String.join(", ", variables) + Nearest.hint(name.group(1), variables);
        }
        return LogText.line(said, 200);
    }

    static String noField(String field) {
        return "an event has no attribute " + LogText.line(field, 60) + "." + Nearest.hint(field, EventFields.NAMES)
                + " It has " + String.join(", ", EventFields.NAMES);
    }
}
