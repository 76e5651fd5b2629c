package io.github.tektoncourier.routes;

import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;
import org.jspecify.annotations.Nullable;

/** Puts what Camel says of a route into the user's words: its innermost reason, the line it names, and what to do. */
final class CamelProblems {

    private static final String UNKNOWN_STEP = "Unknown node id: ";
    /** The address that follows has references in the place of values. */
    private static final String QUERY_BESIDE = "should not contains query parameters";

    private static final Set<String> COMMON =
            Set.of("route", "steps", "found", "could", "please", "check", "parameters", "kamelet");

    private CamelProblems() {}

    /** @param unfilled puts placeholders back into a text where Camel filled them in */
    static Problem of(RouteFile file, Throwable thrown, UnaryOperator<String> unfilled) {
        List<Throwable> chain = chain(thrown);
        for (Throwable cause : chain) {
            if (cause instanceof SimpleIllegalSyntaxException syntax) {
                String expression = unfilled.apply(syntax.getExpression());
                return new Problem(
                        file.name(),
                        line(file, expression),
                        "The expression \"" + expression + "\" is not in Camel's simple language: "
                                + unfilled.apply(firstLine(syntax.getMessage())) + ". Correct it there.");
            }
        }
        Throwable reason = chain.get(chain.size() - 1);
        String said = unfilled.apply(firstLine(reason.getMessage()));
        int line = 0;
        for (int i = chain.size() - 1; i >= 0 && line == 0; i--) {
            line = lineOfAny(file, unfilled.apply(firstLine(chain.get(i).getMessage())));
        }
        if (line == 0 && said.startsWith(UNKNOWN_STEP)) {
            line = line(file, said.substring(UNKNOWN_STEP.length()) + ":");
        }
        String found = reason instanceof ClassNotFoundException ? "There is no class " + said : said;
        String told = said.contains(QUERY_BESIDE) ? "The uri has a query, and parameters stand beside it" : found;
        return new Problem(file.name(), line, told.replaceFirst("\\.*$", ".") + " " + remedy(reason, said));
    }

    private static List<Throwable> chain(Throwable thrown) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable cause = thrown; cause != null && chain.size() < 20; cause = cause.getCause()) {
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                chain.add(cause);
            }
        }
        return chain.isEmpty() ? List.of(new IllegalStateException(thrown.toString())) : chain;
    }

    private static String remedy(Throwable reason, String said) {
        if (said.contains("Property with key")) {
            return "Set it with --set KEY=VALUE, --properties FILE or an environment variable.";
        }
        if (said.contains("No endpoint could be found") || said.contains("No component found")) {
            return "Check the spelling of the uri's scheme, or put that component's jar into the folder extensions.";
        }
        if (said.contains(QUERY_BESIDE)) {
            return "Beside parameters a uri has no query: write all of it below parameters, or all options into the uri.";
        }
        if (said.startsWith(UNKNOWN_STEP)) {
            return "Check the step's spelling; docs/sinks.md shows what sink files use.";
        }
        if (reason instanceof ClassNotFoundException) {
            return "Check the class's name, or put its jar into the folder extensions beside the launcher.";
        }
        if (reason instanceof NoSuchBeanException) {
            return "Check the bean's name.";
        }
        return "Correct it; the other sinks are not touched.";
    }

    /** The first line of the file that holds a telling word of the message; 0 where none does. */
    private static int lineOfAny(RouteFile file, String said) {
        for (String word : said.split("[\\s'\"\\[\\]{}(),=?]+", -1)) {
            if (word.length() > 5 && word.matches(".*[.:/-].*[a-z].*")) {
                int line = line(file, word.replaceAll("[.:]+$", "").replace("://", ":"));
                if (line > 0) {
                    return line;
                }
            }
        }
        for (String word : said.split("[^A-Za-z0-9_-]+", -1)) {
            if (word.length() > 4 && !Character.isUpperCase(word.charAt(0)) && !COMMON.contains(word)) {
                int line = line(file, word);
                if (line > 0) {
                    return line;
                }
            }
        }
        return 0;
    }

    private static int line(RouteFile file, String text) {
        String[] lines = file.content().split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].contains(text) && !lines[i].trim().startsWith("#")) {
                return i + 1;
            }
        }
        return 0;
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("").strip();
    }
}
