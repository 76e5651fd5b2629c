package io.github.tektoncourier.routes;

import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.ResolveEndpointFailedException;

/** Puts what Camel says of a route into the user's words. */
final class CamelProblems {

    private CamelProblems() {}

    static Problem of(RouteFile file, Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null
                && (cause instanceof FailedToCreateRouteException
                        || cause instanceof ResolveEndpointFailedException
                        || cause.getClass().getName().endsWith("RuntimeCamelException")
                        || cause.getClass().getName().endsWith("FailedToStartRouteException"))) {
            cause = cause.getCause();
        }
        String said = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return new Problem(file.name(), line(file, said), said.replaceAll("\\.?$", ".") + " " + remedy(cause, said));
    }

    private static String remedy(Throwable cause, String said) {
        if (said.contains("Properties component") || said.contains("Property with key")) {
            return "Set it with --set KEY=VALUE, --properties FILE or an environment variable.";
        }
        if (said.contains("find component with") || said.contains("No component found")) {
            return "Check the spelling of the uri's scheme, or add that component's jar to the lib folder.";
        }
        if (said.contains("Route template") || said.contains("kamelet")) {
            return "Check the Kamelet's name and parameters; docs/sinks.md lists them.";
        }
        if (cause instanceof NoSuchBeanException) {
            return "Check the bean's name.";
        }
        return "Correct it; the other sinks are not touched.";
    }

    /** The first line that holds a quoted or named word of the message; 0 where none does. */
    private static int line(RouteFile file, String said) {
        String[] lines = file.content().split("\n", -1);
        for (String word : said.split("[\\s'\"\\[\\]{}(),]+", -1)) {
            if (word.length() < 4) {
                continue;
            }
            for (int i = 0; i < lines.length; i++) {
                if (lines[i].contains(word)
                        && !lines[i].trim().startsWith("#")
                        && word.matches(".*[:.\\-_/=a-z][A-Za-z:.\\-_/=]+")
                        && !word.matches(
                                "(?i)route|with|from|that|this|endpoint|failed|find|component|uri|scheme|parameters")) {
                    return i + 1;
                }
            }
        }
        return 0;
    }
}
