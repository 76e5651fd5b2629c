package io.github.tektoncourier.text;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations as people write them: {@code 90s}, {@code 2h30m}, {@code 3d}, {@code PT2H}. */
public final class Durations {

    private static final Pattern WHOLE = Pattern.compile("(?:\\d+\\s*(?:ms|s|m|h|d)\\s*)+");
    private static final Pattern PART = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");

    private Durations() {}

    /**
     * Reads one.
     *
     * @param option its name, for the message
     * @throws IllegalArgumentException in the user's words
     */
    public static Duration parse(String option, String text) {
        String value = text.strip().toLowerCase(Locale.ROOT);
        try {
            if (value.startsWith("p")) {
                return Duration.parse(value);
            }
            if (WHOLE.matcher(value).matches()) {
                return sum(value);
            }
        } catch (DateTimeParseException | ArithmeticException | NumberFormatException e) {
            throw unreadable(option, text);
        }
        throw unreadable(option, text);
    }

    private static Duration sum(String value) {
        Duration total = Duration.ZERO;
        Matcher part = PART.matcher(value);
        while (part.find()) {
            long number = Long.parseLong(part.group(1));
            total = total.plus(
                    switch (part.group(2)) {
                        case "ms" -> Duration.ofMillis(number);
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        default -> Duration.ofDays(number);
                    });
        }
        return total;
    }

    private static IllegalArgumentException unreadable(String option, String text) {
        return new IllegalArgumentException(
                option + "=" + LogText.line(text, 60) + " is no duration. Write for example 30s, 2h, 3d or PT2H.");
    }
}
