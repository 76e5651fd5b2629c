package io.github.tektoncourier.run;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads the API's timestamps; what RFC 3339 cannot write again counts as absent. */
final class Times {

    private static final long FIRST = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
    private static final String USUAL = "yyyy-MM-ddTHH:mm:ssZ";

    private Times() {}

    static @Nullable Instant parse(String text) {
        try {
            Instant time = usual(text) ? seconds(text) : DateTimeFormatter.ISO_INSTANT.parse(text, Instant::from);
            return time.getEpochSecond() < FIRST || time.getEpochSecond() > LAST ? null : time;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Whether it has the form that nearly all of them have; the general parser costs ten times as much. */
    private static boolean usual(String text) {
        if (text.length() != USUAL.length()) {
            return false;
        }
        for (int i = 0; i < USUAL.length(); i++) {
            char form = USUAL.charAt(i);
            char c = text.charAt(i);
            boolean literal = form == '-' || form == 'T' || form == ':' || form == 'Z';
            if (literal ? c != form : c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }

    private static Instant seconds(String text) {
        return LocalDateTime.of(
                        number(text, 0, 4),
                        number(text, 5, 7),
                        number(text, 8, 10),
                        number(text, 11, 13),
                        number(text, 14, 16),
                        number(text, 17, 19))
                .toInstant(ZoneOffset.UTC);
    }

    private static int number(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }
}
