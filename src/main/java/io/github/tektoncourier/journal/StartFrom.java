package io.github.tektoncourier.journal;

import java.sql.Connection;
import java.sql.SQLException;
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

    /** The sequence behind which the subscription starts. */
    default long sequence(Connection connection, long head, long retained, long now) throws SQLException {
        if (this instanceof Earliest) {
            return retained;
        }
        return this instanceof Ago ago ? lastBefore(connection, now - ago.age().toMillis(), retained, head) : head;
    }

    /** Times rise with sequences, so halving finds the place without reading the whole table. */
    private static long lastBefore(Connection connection, long time, long retained, long head) throws SQLException {
        long low = retained;
        long high = head;
        while (low < high) {
            long middle = low + (high - low + 1) / 2;
            long appended = Database.number(
                    connection, "SELECT appended FROM event WHERE seq >= " + middle + " ORDER BY seq LIMIT 1", time);
            if (appended < time) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
