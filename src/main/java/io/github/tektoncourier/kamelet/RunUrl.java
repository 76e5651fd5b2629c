package io.github.tektoncourier.kamelet;

import io.github.tektoncourier.cloudevent.format.RunLink;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** The template of links to runs: a Kamelet's own parameter, else the courier's setting where there is one. */
public final class RunUrl {

    private static final String SETTING = "courier.run-url";

    private RunUrl() {}

    /**
     * Checks a template.
     *
     * @throws IllegalArgumentException when no link can come of it
     */
    public static void check(String template) {
        var unused = new RunLink(template);
    }

    /** Empty where neither is set. */
    public static String of(@Nullable CamelContext context, @Nullable String parameter) {
        if (parameter != null && !parameter.isBlank()) {
            return PipeText.of(context, parameter.strip());
        }
        String setting = context == null ? null : context.resolvePropertyPlaceholders("{{?" + SETTING + "}}");
        return setting == null ? "" : setting;
    }
}
