package io.github.tektoncourier.kamelet.slack;

import io.github.tektoncourier.text.LogText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Hours of each day in which a channel gets one message at most, which is edited. */
record QuietHours(LocalTime from, LocalTime to, ZoneId zone) {

    private static final Pattern TEXT = Pattern.compile("(\\d\\d:\\d\\d)\\s*-\\s*(\\d\\d:\\d\\d)(?:\\s+(\\S+))?");

    /**
     * Reads {@code 22:00-07:00} or {@code 22:00-07:00 Europe/Berlin}; UTC without a zone. Empty for an empty text.
     *
     * @throws IllegalArgumentException in the user's words
     */
    static Optional<QuietHours> parse(String text) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        Matcher parts = TEXT.matcher(text.strip());
        try {
            if (parts.matches()) {
                LocalTime from = LocalTime.parse(parts.group(1));
                LocalTime to = LocalTime.parse(parts.group(2));
                if (!from.equals(to)) {
                    return Optional.of(new QuietHours(from, to, zone(text, parts.group(3))));
                }
            }
        } catch (DateTimeException e) {
            throw unreadable(text);
        }
        throw unreadable(text);
    }

    private static ZoneId zone(String text, @Nullable String name) {
        try {
            return ZoneId.of(name == null ? "UTC" : name);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "quietHours=" + LogText.line(text, 60) + " names no time zone that exists. Write one such as"
                            + " Europe/Berlin or UTC",
                    e);
        }
    }

    /** When the quiet hours began that last at this time; empty outside of them. */
    Optional<Instant> since(Instant now) {
        ZonedDateTime there = now.atZone(zone);
        LocalTime time = there.toLocalTime();
        LocalDate day = there.toLocalDate();
        if (from.isBefore(to)) {
            return !time.isBefore(from) && time.isBefore(to) ? Optional.of(at(day)) : Optional.empty();
        }
        if (!time.isBefore(from)) {
            return Optional.of(at(day));
        }
        return time.isBefore(to) ? Optional.of(at(day.minusDays(1))) : Optional.empty();
    }

    private Instant at(LocalDate day) {
        return day.atTime(from).atZone(zone).toInstant();
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException("quietHours=" + LogText.line(text, 60)
                + " are no hours. Write for example 22:00-07:00 or 22:00-07:00 Europe/Berlin");
    }
}
