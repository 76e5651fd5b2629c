package io.github.tektoncourier.cloudevent.format;

import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.text.Nearest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a person can look at a run: the template of {@code courier.run-url}, filled in. */
public final class RunLink {

    private static final int LONGEST = 1500;
    private static final List<String> PARTS = List.of("namespace", "resource", "name");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z]{1,40})}");

    private final String template;

    /** {@code template} absent or empty for none. */
    public RunLink(@Nullable String template) {
        this.template = template == null ? "" : template.strip();
        String lower = this.template.toLowerCase(Locale.ROOT);
        if (!lower.isEmpty() && !lower.startsWith("https://") && !lower.startsWith("http://")) {
            throw new IllegalArgumentException(
                    "courier.run-url, or runUrl of the Kamelet, must begin with http:// or https://, got: '"
                            + this.template + "'");
        }
        Matcher placeholder = PLACEHOLDER.matcher(this.template);
        while (placeholder.find()) {
            if (!PARTS.contains(placeholder.group(1))) {
                throw new IllegalArgumentException(
                        "courier.run-url, or runUrl of the Kamelet, has no {" + placeholder.group(1)
                                + "}: it takes {namespace}, {resource} and {name}."
                                + Nearest.hint(placeholder.group(1), PARTS));
            }
        }
    }

    /** Absent where no template is set, or where the link would be longer than any browser's. */
    public Optional<String> to(Run run) {
        return to(run.kind(), run.namespace(), run.name());
    }

    /** The same for a run known by its name. */
    public Optional<String> to(RunKind kind, String namespace, String name) {
        if (template.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(template.replace("{namespace}", PathSegment.encoded(namespace))
                        .replace("{resource}", kind.plural())
                        .replace("{name}", PathSegment.encoded(name)))
                .filter(url -> url.length() <= LONGEST);
    }
}
