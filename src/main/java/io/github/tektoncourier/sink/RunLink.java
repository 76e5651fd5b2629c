package io.github.tektoncourier.sink;

import io.github.tektoncourier.run.Run;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a person can look at a run: the template of {@code courier.run-url}, filled in. */
final class RunLink {

    private static final int LONGEST = 1500;

    private final String template;

    RunLink(@Nullable String template) {
        this.template = template == null ? "" : template.strip();
        String lower = this.template.toLowerCase(Locale.ROOT);
        if (!lower.isEmpty() && !lower.startsWith("https://") && !lower.startsWith("http://")) {
            throw new IllegalArgumentException(
                    "courier.run-url must begin with http:// or https://, got: '" + this.template + "'");
        }
    }

    /** Absent where no template is set, or where the link would be longer than any browser's. */
    Optional<String> to(Run run) {
        if (template.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(template.replace("{namespace}", encoded(run.namespace()))
                        .replace("{resource}", encoded(run.kind().plural()))
                        .replace("{name}", encoded(run.name())))
                .filter(url -> url.length() <= LONGEST);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
