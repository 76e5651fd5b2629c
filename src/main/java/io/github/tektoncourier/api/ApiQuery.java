package io.github.tektoncourier.api;

import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Nearest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The named values of one request, from its query or its JSON body; each is known and there once. */
final class ApiQuery {

    private static final int LONGEST = 2_000;
    private static final int MOST_ROWS = 500;
    private static final int ROWS = 100;

    private final Map<String, String> values;

    ApiQuery(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads a query string.
     *
     * @throws ProblemException for a name that is not known or twice, or a value that cannot be read
     */
    static ApiQuery of(String query, List<String> known) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                take(values, known, name, equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return new ApiQuery(values);
    }

    /** @throws ProblemException for a name that is not known or twice, or a value that is too long */
    static void take(Map<String, String> values, List<String> known, String name, String value) {
        if (!known.contains(name)) {
            throw new ProblemException(
                    400,
                    "There is no " + LogText.quoted(name, 60) + " here. "
                            + (known.isEmpty()
                                    ? "This request takes nothing."
                                    : "Did you mean " + Nearest.of(name, known) + "? Known: " + String.join(", ", known)
                                            + "."));
        }
        if (value.length() > LONGEST || value.indexOf(0) >= 0) {
            throw new ProblemException(400, name + " is longer than " + LONGEST + " characters, or is no text.");
        }
        if (values.put(name, value) != null) {
            throw new ProblemException(400, name + " is there twice.");
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(400, "The query has a % that begins no byte. Write it as %25.");
        }
    }

    /** The value; absent where it is empty, too. */
    @Nullable
    String get(String name) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** @throws ProblemException when it is not there */
    String require(String name, String what) {
        String value = get(name);
        if (value == null) {
            throw new ProblemException(400, name + " is missing: " + what + ".");
        }
        return value;
    }

    boolean isEmpty() {
        return values.values().stream().allMatch(String::isEmpty);
    }

    /** @throws ProblemException when it is no time */
    @Nullable
    Instant time(String name) {
        String text = get(name);
        if (text == null) {
            return null;
        }
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            return Instant.ofEpochMilli(time.toEpochMilli()); // what the journal cannot count is no time, either
        } catch (DateTimeException | ArithmeticException e) {
            throw new ProblemException(
                    400, name + "=" + LogText.line(text, 60) + " is no time. Write it like 2026-11-30T08:00:00Z.");
        }
    }

    /**
     * How many rows a page has.
     *
     * @throws ProblemException when it is no number from 1 to 500
     */
    int limit() {
        String text = get("limit");
        if (text == null) {
            return ROWS;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST_ROWS) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new ProblemException(
                400, "limit=" + LogText.line(text, 20) + " is no number from 1 to " + MOST_ROWS + ".");
    }
}
