package io.github.tektoncourier.text;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many deliveries of a sink begin in a time.
 *
 * @param deliveries in that time; 0 for no limit
 * @param burst how many may begin at once after a pause
 */
public record Rate(int deliveries, Duration time, int burst) {

    public static final Rate NONE = new Rate(0, Duration.ofSeconds(1), 1);

    private static final Pattern RATE = Pattern.compile("([0-9]{1,6}) */ *(s|m|h)");
    private static final Pattern BURST = Pattern.compile("[0-9]{1,6}");
    private static final int MOST = 100_000;
    private static final int TENTHS = 10;

    /**
     * Reads a rate such as {@code 10/s}, {@code 100/m} or {@code 1000/h}; blank is none.
     *
     * @param burst a number; blank is a tenth of what may begin in a second, at least 1
     * @throws IllegalArgumentException says what to write
     */
    public static Rate parse(String rate, String burst) {
        if (rate.isBlank()) {
            if (!burst.isBlank()) {
                throw new IllegalArgumentException(
                        "rateBurst goes together with rateLimit. Add rateLimit beside it, e.g. rateLimit: 10/s.");
            }
            return NONE;
        }
        Matcher read = RATE.matcher(rate.strip());
        int deliveries = read.matches() ? Integer.parseInt(read.group(1)) : 0;
        if (deliveries < 1 || deliveries > MOST) {
            throw new IllegalArgumentException("rateLimit=" + LogText.line(rate, 60) + " is no rate. Write 1 to " + MOST
                    + " deliveries in a second, a minute or an hour: 10/s, 100/m, 1000/h.");
        }
        Duration time =
                switch (read.group(2)) {
                    case "s" -> Duration.ofSeconds(1);
                    case "m" -> Duration.ofMinutes(1);
                    default -> Duration.ofHours(1);
                };
        return new Rate(deliveries, time, burst(burst, deliveries, time));
    }

    private static int burst(String text, int deliveries, Duration time) {
        if (text.isBlank()) {
            return Math.max(1, (int) (deliveries / time.toSeconds() / TENTHS));
        }
        int burst = BURST.matcher(text.strip()).matches() ? Integer.parseInt(text.strip()) : 0;
        if (burst < 1 || burst > MOST) {
            throw new IllegalArgumentException("rateBurst=" + LogText.line(text, 60) + " is no number from 1 to " + MOST
                    + ". Write how many deliveries may begin at once, e.g. rateBurst: 20.");
        }
        return burst;
    }

    /** Whether there is a limit. */
    public boolean limits() {
        return deliveries > 0;
    }
}
