package io.github.tektoncourier.journal;

import io.github.tektoncourier.text.Durations;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a new subscription begins; written down once, when it is first accepted. */
public sealed interface StartFrom {

    /** With the next event. */
    record Now() implements StartFrom {}

    /** With the oldest event that the journal still has. */
    record Earliest() implements StartFrom {}

    /** With what was appended within this time. */
    record Ago(Duration age) implements StartFrom {}

    /** Reads {@code now}, {@code earliest} or a duration. */
    static StartFrom parse(@Nullable String text) {
        String value = text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
        return switch (value) {
            case "", "now" -> new Now();
            case "earliest" -> new Earliest();
            default -> new Ago(Durations.parse("startFrom", value));
        };
    }
}
