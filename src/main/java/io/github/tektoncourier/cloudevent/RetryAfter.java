package io.github.tektoncourier.cloudevent;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads how long a receiver asks to be left alone, the same for every sink. */
public final class RetryAfter {

    /**
     * The longest wait that is granted: a receiver that says "next year" by mistake must not hold its events until
     * then.
     */
    public static final Duration MOST = Duration.ofHours(1);

    /** The three forms of a date that RFC 9110 (5.6.7) wants read. */
    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.RFC_1123_DATE_TIME,
            new DateTimeFormatterBuilder()
                    .appendPattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, 2000)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.US)
                    .withZone(ZoneOffset.UTC),
            new DateTimeFormatterBuilder()
                    .appendPattern("EEE MMM ppd HH:mm:ss yyyy")
                    .toFormatter(Locale.US)
                    .withZone(ZoneOffset.UTC));

    private RetryAfter() {}

    /** Whole seconds from now; 0 for what is absent, past, or neither a number nor a date. */
    public static int seconds(@Nullable String header, Clock clock) {
        String text = header == null ? "" : header.strip();
        if (text.matches("\\d+")) {
            return text.length() > 9 ? (int) MOST.toSeconds() : bounded(Long.parseLong(text));
        }
        return DATES.stream()
                .flatMap(form -> instant(form, text).stream())
                .findFirst()
                .map(until -> bounded(Duration.between(clock.instant(), until).toSeconds()))
                .orElse(0);
    }

    private static Optional<Instant> instant(DateTimeFormatter form, String text) {
        try {
            return Optional.of(form.parse(text, Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int bounded(long seconds) {
        return (int) Math.min(Math.max(0, seconds), MOST.toSeconds());
    }
}
