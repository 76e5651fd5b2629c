package io.github.tektoncourier.text;

import java.time.Duration;
import org.slf4j.Logger;

/** Logs warnings about single objects, ten a minute at most, because the objects' authors decide how many there are. */
public final class LimitedLog {
    private static final long WINDOW = Duration.ofMinutes(1).toNanos();
    private static final int MOST = 10;

    private final Logger log;
    private long begun = System.nanoTime();
    private int lines;
    private long more;

    public LimitedLog(Logger log) {
        this.log = log;
    }

    public synchronized void warn(String message, Object... arguments) {
        long now = System.nanoTime();
        if (now - begun > WINDOW) {
            if (more > 0) {
                log.warn("{} more such lines were left out in the last minute", more);
            }
            begun = now;
            lines = 0;
            more = 0;
        }
        if (lines < MOST) {
            lines++;
            log.warn(message, arguments);
        } else {
            more++;
        }
    }
}
