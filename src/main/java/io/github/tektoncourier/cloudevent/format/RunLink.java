package io.github.tektoncourier.cloudevent.format;

import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a person can look at a run: the template of {@code courier.run-url}, filled in. */
public final class RunLink {

    private static final int LONGEST = 1500;

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
