package io.github.tektoncourier.routes.check.file;

import io.github.tektoncourier.text.LogText;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Says where YAML was written wrong: its reader stops at the next sign that does not fit, often a line later. */
public final class YamlSyntax {

    private static final Pattern KEY_WITHOUT_BLANK = Pattern.compile("\\s*(- )?[A-Za-z][\\w.-]*:[^\\s/].*");

    private YamlSyntax() {}

    public static Problem problem(RouteFile file, MarkedYamlEngineException e) {
        int at = line(e.getProblemMark());
        Optional<Problem> before = begun(file, e, at).or(() -> withoutBlank(file, e, at));
        return before.orElseGet(() -> new Problem(
                file.name(),
                at,
                "This is not valid YAML: " + LogText.yamlProblem(e.getProblem())
                        + ". Check indentation, colons and quotes here."));
    }

    /** Brackets that nothing closes: what follows stands no further right than the line in which they were opened. */
    private static Optional<Problem> begun(RouteFile file, MarkedYamlEngineException e, int at) {
        int begin = line(e.getContextMark());
        boolean open = String.valueOf(e.getContext()).contains("flow")
                && begin < at
                && indent(text(file, at)) <= indent(text(file, begin));
        return open
                ? Optional.of(new Problem(
                        file.name(),
                        begin,
                        "This is not valid YAML: a { or [ of this line is not closed. Close it, and put what holds {{ or"
                                + " : into quotes."))
                : Optional.empty();
    }

    /** {@code id:a} is a text for YAML, and the colon of the next line then stands in the middle of one. */
    private static Optional<Problem> withoutBlank(RouteFile file, MarkedYamlEngineException e, int at) {
        boolean glued = String.valueOf(e.getProblem()).contains("mapping values are not allowed")
                && at > 1
                && KEY_WITHOUT_BLANK.matcher(text(file, at - 1)).matches();
        return glued
                ? Optional.of(new Problem(
                        file.name(),
                        at - 1,
                        "This is not valid YAML: the colon has no blank behind it. Write \"name: value\"."))
                : Optional.empty();
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(Mark::getLine).orElse(-1) + 1;
    }

    private static String text(RouteFile file, int line) {
        String[] lines = file.content().split("\r\n|\r|\n", -1);
        return line < 1 || line > lines.length ? "" : lines[line - 1];
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }
}
